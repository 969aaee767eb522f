from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import from_minor_units, in_minor_units, rounded, share_out
from kernel.templatetags.shop_money import as_sums

cents = st.decimals(0, 1_000_000, places=2)


@pytest.mark.parametrize(("exact", "cent"), [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01")])
def test_halves_round_away_from_zero(exact, cent):
    assert rounded(Decimal(exact)) == Decimal(cent)


def test_the_spare_cent_goes_to_the_first_of_equals():
    assert share_out(Decimal("10.00"), [Decimal(1)] * 3) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


def test_five_off_over_three_lines_takes_exactly_five():
    """One cent short was the bug of another store (mall #492)."""
    assert sum(share_out(Decimal("5.00"), [Decimal("19.90"), Decimal("33.30"), Decimal("0.01")])) == Decimal("5.00")


@given(total=cents, weights=st.lists(cents, min_size=1, max_size=50))
def test_shares_always_add_up_and_are_never_a_cent_off_the_exact_share(total, weights):
    shares = share_out(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    if whole:
        assert all(abs(share - total * w / whole) < Decimal("0.01") for share, w in zip(shares, weights, strict=True))


@pytest.mark.parametrize(("amount", "currency", "units"), [("12.30", "CNY", 1230), ("1230", "JPY", 1230)])
def test_minor_units_know_which_currencies_have_no_cents(amount, currency, units):
    assert in_minor_units(Decimal(amount), currency) == units
    assert from_minor_units(units, currency) == Decimal(amount)


def test_a_receipt_says_what_each_row_comes_to_in_money_or_in_words():
    goods = SimpleNamespace(label="Tea & cups", amount=Decimal("1218"), kind="", note="")
    delivery = SimpleNamespace(label="Delivery", amount=Decimal("0"), kind="minus", note="free")
    assert as_sums([goods, delivery]) == (
        "<div><dt>Tea &amp; cups</dt><dd>¥1,218.00</dd></div>\n"
        '<div class="minus"><dt>Delivery</dt><dd>free</dd></div>\n'
    )
