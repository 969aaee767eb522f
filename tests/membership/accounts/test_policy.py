import math
import random

import pytest

from membership.accounts import policy


def test_a_recovery_code_is_known_however_it_is_typed():
    code = policy.recovery_code(random.Random(3).choice)
    assert len(code) == 29
    assert policy.digest_of(code) == policy.digest_of(code.lower().replace("-", " "))
    assert code.replace("-", "") not in policy.digest_of(code)


def test_nobody_finds_a_recovery_code_from_its_digest():
    signs = len(policy.recovery_code(random.Random(3).choice).replace("-", ""))
    assert signs * math.log2(len(policy.ALPHABET)) > 112


def test_the_code_of_an_app_is_no_recovery_code():
    assert policy.is_recovery_code("K7QM-2XWP-9DTR-H4BN-6VYE-3JCF")
    assert policy.is_recovery_code("K7QM-2XWP-9DTR"), "half as long, as they once were"
    assert not policy.is_recovery_code("123456")


def test_a_proof_is_fresh_for_a_quarter_of_an_hour():
    assert policy.is_fresh(now=899, proved_at=0)
    assert not policy.is_fresh(now=900, proved_at=0)


@pytest.mark.parametrize(
    ("password", "left"),
    [
        ("Shopkeeper2026", "2026"),
        ("掌柜shopkeeper-9", "-9"),
        ("quiet harbour SHOPKEEPER", "quiet harbour "),
        ("keeper of harbours", "keeper of harbours"),
    ],
)
def test_words_of_ours_are_no_part_of_a_password(password, left):
    assert policy.without(password, {"shopkeeper", "shop", "掌柜"}) == left
