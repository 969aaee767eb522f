"""What the home page counts down to."""

import pytest

from promotions.campaigns.services import Terms, Tier, save_promotion, start
from promotions.queries import Gain, Need
from promotions.scopes.services import Scope, range_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def member_day(time_machine):
    """The 8th of each month, seen from the 22nd of November."""
    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)
    step = Tier(Need.WORTH, 200, Gain.PERCENTAGE, 10)
    names = {"en": "Member day", "zh-hans": "会员日"}
    terms = Terms(names, "tiers", (step,), range_for(Scope()), month_days=(8,), audience="members", least_level=2)
    promotion = save_promotion(terms=terms)
    start(promotion=promotion)
    return promotion


def words(client, address="/"):
    return " ".join(client.get(address).content.decode().split())


def test_the_home_page_counts_the_days_to_member_day(client, member_day):
    page = words(client)
    assert "<span>Member day</span><b>in 15 days</b>" in page and "8 Dec" in page
    assert "<span>会员日</span><b>还有 15 天</b>" in words(client, "/zh-hans/")


def test_on_the_day_it_says_how_long_it_still_runs(client, member_day, time_machine):
    time_machine.move_to("2026-12-08T04:00:00Z", tick=False)
    assert "<span>Member day</span><b>12 hours left</b>" in words(client).replace("\xa0", " ")
    assert "<span>会员日</span><b>还剩 12 小时</b>" in words(client, "/zh-hans/").replace("\xa0", " ")
