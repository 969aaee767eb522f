"""What is wrong with a promotion is said before a shopper meets it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from promotions.campaigns.policy import Problem, Terms, Tier, deepest_part, problems_of
from promotions.rules import MOST_OFF, Gain, Need

TODAY = date(2026, 11, 22)


def tier(need, gain, *, of=Gain.AMOUNT, by=Need.WORTH):
    return Tier(by, Decimal(need), of, Decimal(gain))


def terms(*tiers, kind="tiers", **more):
    return Terms(**{"names": {"en": "Autumn"}, "kind": kind, "tiers": tiers or (tier(300, 30),), "range_id": 1, **more})


@pytest.mark.parametrize(
    "sound",
    [
        terms(tier(300, 30), tier(500, 80)),
        terms(tier(0, 20, of=Gain.PERCENTAGE), kind="price", budget=Decimal(100), month_days=(8,)),
        terms(tier(2, 0, of=Gain.GIFT, by=Need.PIECES), kind="gift", gift_stock_id=1),
        terms(tier(0, 0, of=Gain.DELIVERY_PRICE), kind="delivery", weekdays=(3,)),
        terms(starts_at=datetime(2028, 2, 29, tzinfo=UTC), ends_at=datetime(2028, 3, 1, tzinfo=UTC), month_days=(29,)),
    ],
)
def test_a_sound_promotion_has_no_problem(sound):
    assert problems_of(sound, TODAY, MOST_OFF) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (terms(names={"en": " "}), Problem.NO_NAME),
        (
            terms(starts_at=datetime(2026, 12, 2, tzinfo=UTC), ends_at=datetime(2026, 12, 1, tzinfo=UTC)),
            Problem.ENDS_BEFORE_START,
        ),
        (terms(ends_at=datetime(2020, 2, 29, tzinfo=UTC)), Problem.IS_OVER),
        (terms(weekdays=(8,)), Problem.NO_SUCH_DAY),
        (
            terms(
                starts_at=datetime(2026, 12, 10, tzinfo=UTC),
                ends_at=datetime(2027, 1, 5, tzinfo=UTC),
                month_days=(8,),
            ),
            Problem.NEVER_RUNS,
        ),
        (Terms({"en": "Autumn"}, "tiers", (), 1), Problem.NO_TIERS),
        (terms(tier(500, 80), tier(300, 30)), Problem.TIERS_OUT_OF_ORDER),
        (terms(tier(300, 80), tier(500, 30)), Problem.TIERS_OUT_OF_ORDER),
        (terms(tier(300, 30), tier(500, 80, by=Need.PIECES)), Problem.TIERS_OF_DIFFERENT_KINDS),
        (terms(kind="price"), Problem.GAIN_OF_ANOTHER_KIND),
        (terms(tier(300, 0)), Problem.NOTHING_GIVEN),
        (terms(tier(0, 100, of=Gain.PERCENTAGE), kind="price"), Problem.MORE_THAN_ALLOWED),
        (terms(tier(30, 30)), Problem.MORE_THAN_ASKED),
        (terms(tier(1, 0, of=Gain.GIFT), kind="gift"), Problem.NO_GIFT),
        (terms(tier(1, 100, of=Gain.PERCENTAGE), gift_stock_id=1), Problem.GIFT_WITH_FREE_GOODS),
        (terms(audience="members"), Problem.NO_LEVEL),
        (terms(most_uses=5, most_uses_each=6), Problem.IMPOSSIBLE_LIMIT),
        (terms(budget=Decimal(0)), Problem.IMPOSSIBLE_LIMIT),
    ],
)
def test_a_promotion_that_contradicts_itself_is_told_how(wrong, problem):
    assert problem in problems_of(wrong, TODAY, MOST_OFF)


def test_the_deepest_cut_is_that_of_the_best_tier():
    assert deepest_part(terms(tier(300, 30), tier(500, 80))) == Decimal("0.16")
