"""Codes, persons and last days, without a database."""

from datetime import date
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.coupons import policy
from promotions.coupons.policy import Standing, Validity


def test_a_generated_code_has_sixty_bits_and_no_letter_taken_for_another():
    assert policy.GENERATED_LENGTH * log2(len(policy.ALPHABET)) == 60
    assert not set("01IO") & set(policy.ALPHABET)
    codes = {policy.new_code() for _ in range(1000)}
    assert len(codes) == 1000 and all(policy.TYPED_CODE.fullmatch(code) for code in codes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lin@Example.com", " lin@example.COM "),
        ("lin+tag@example.com", "lin@example.com"),
        ("l.i.n@gmail.com", "lin+x@googlemail.com"),
    ],
)
def test_one_mailbox_is_one_person(one, other):
    assert policy.mail_key(one) == policy.mail_key(other)


def test_another_mailbox_is_another_person():
    assert policy.mail_key("l.in@example.com") != policy.mail_key("lin@example.com")


@given(st.one_of(st.none(), st.integers(1)), st.text(max_size=60), st.text(max_size=20))
def test_whatever_was_typed_persons_are_digests_in_one_order(user_id, email, phone):
    told = policy.persons(user_id=user_id, email=email, phone=phone)
    assert told == sorted(told) and all(len(person) == 64 for person in told)


@pytest.mark.parametrize(
    ("validity", "claimed", "last"),
    [
        (Validity.UNTIL_END, date(2028, 2, 3), date(2028, 3, 8)),
        (Validity.DAYS, date(2028, 2, 23), date(2028, 3, 1)),
        (Validity.MONTH, date(2028, 2, 29), date(2028, 2, 29)),
        (Validity.MONTH, date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_the_last_day_of_a_claimed_coupon(validity, claimed, last):
    assert policy.last_day(validity, claimed, 7, date(2028, 3, 8)) == last


def test_what_was_had_is_said_before_anything_else():
    said = {"is_member": True, "is_left": False, "has_begun": True, "is_over": True}
    assert policy.standing(is_had=True, **said) == Standing.CLAIMED
    assert policy.standing(is_had=False, **said) == Standing.OVER
