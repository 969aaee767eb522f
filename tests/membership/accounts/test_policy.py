import random

from membership.accounts import policy


def test_a_recovery_code_is_known_however_it_is_typed():
    code = policy.recovery_code(random.Random(3).choice)
    assert len(code) == 14
    assert policy.digest_of(code) == policy.digest_of(code.lower().replace("-", " "))
    assert code.replace("-", "") not in policy.digest_of(code)


def test_the_code_of_an_app_is_no_recovery_code():
    assert policy.is_recovery_code("K7QM-2XWP-9DTR")
    assert not policy.is_recovery_code("123456")


def test_a_proof_is_fresh_for_a_quarter_of_an_hour():
    assert policy.is_fresh(now=899, proved_at=0)
    assert not policy.is_fresh(now=900, proved_at=0)
