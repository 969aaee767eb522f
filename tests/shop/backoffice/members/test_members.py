from decimal import Decimal
from uuid import uuid4

import pytest

from kernel import clock
from kernel.models import AuditEntry
from membership.points import services as points
from membership.points.queries import balance_of
from membership.tiers.queries import level_of, levels
from membership.tiers.services import record_spend
from tests.membership.staff.factories import a_member_of_staff, a_shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(client):
    client.force_login(a_member_of_staff("support", email="zhou@shop.example"))
    return client


@pytest.fixture
def lin():
    lin = a_shopper(email="lin@example.com", first_name="林薇")
    points.earn(user_id=lin.pk, points=1_200, key="order:1", reason="order", order_number="7Q4M-2KXD-91")
    record_spend(user_id=lin.pk, key="order:1", net=Decimal("8400"), at=clock.now())
    return lin


def text(response):
    return " ".join(response.content.decode().split())


def adjust(browser, member, change, reason="Late parcel", key=None):
    form = {"points": change, "reason": reason, "key": key or uuid4()}
    return browser.post(f"/backoffice/members/{member.pk}/points/", form)


def test_members_are_listed_with_level_spending_and_points(support, lin):
    page = text(support.get("/backoffice/members/"))
    for words in ("lin@example.com", "林薇", "Gold", "¥8,400.00", "1,200"):
        assert words in page
    assert "zhou@shop.example" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("address", "is_found"),
    [
        ("?q=lin@", True),
        ("?q=林", True),
        ("?q=nobody", False),
        ("?level=4", True),
        ("?level=1", False),
        ("?level=9", True),
        ("?q=%25", False),
        ("?page=99", True),
    ],
)
def test_members_are_found_by_words_and_level(support, lin, address, is_found):
    assert ("lin@example.com" in text(support.get(f"/backoffice/members/{address}"))) == is_found


def test_a_member_is_shown_with_ledger_and_levels(support, lin):
    page = text(support.get(f"/backoffice/members/{lin.pk}/"))
    for words in ("7Q4M-2KXD-91", "Purchase", "Spending reached the level", "Issued", "¥21,600.00"):
        assert words in page


def test_points_are_adjusted_once_with_a_reason_and_a_name(support, lin):
    key = uuid4()
    for _ in range(2):
        assert adjust(support, lin, 300, key=key).status_code == 302
    assert balance_of(lin.pk).available == 1_500
    entry = AuditEntry.objects.latest("number")
    assert (entry.actor, entry.action, entry.subject) == (
        "zhou@shop.example",
        "points.adjusted",
        "user:lin@example.com",
    )
    assert entry.after == {"points": 300, "reason": "Late parcel"}


@pytest.mark.parametrize(
    ("change", "reason", "refusal"),
    [
        (-1_201, "Fraud", "Only 1,200 points are there."),
        (0, "Nothing", "0 points change nothing."),
        (50, "", "This field is required."),
        ("many", "Gift", "Enter a whole number."),
        (10**12, "Gift", "Ensure this value is less than or equal to"),
    ],
)
def test_a_wrong_adjustment_is_refused_and_changes_nothing(support, lin, change, reason, refusal):
    response = adjust(support, lin, change, reason)
    assert response.status_code == 422
    assert refusal in text(response)
    assert balance_of(lin.pk).available == 1_200


def test_a_level_is_set_with_a_reason(support, lin):
    address = f"/backoffice/members/{lin.pk}/level/"
    assert support.post(address, {"level": 5, "reason": ""}).status_code == 422
    assert support.post(address, {"level": 6, "reason": "Press"}).status_code == 422
    assert level_of(lin.pk) == 4
    assert support.post(address, {"level": 5, "reason": "Press"}).status_code == 302
    assert level_of(lin.pk) == 5
    assert "Set by staff: Press" in text(support.get(f"/backoffice/members/{lin.pk}/"))


def test_staff_are_nobodys_members(support):
    colleague = a_member_of_staff("marketer")
    assert support.get(f"/backoffice/members/{colleague.pk}/").status_code == 404


@pytest.fixture
def marketer(client):
    client.force_login(a_member_of_staff("marketer"))
    return client


def the_levels(**changes):
    form = {}
    for level in levels():
        for name in ("threshold", "name_en", "name_zh_hans", "perks_en", "perks_zh_hans"):
            form[f"level-{level.number}-{name}"] = getattr(level, name)
    return form | changes


def test_levels_are_edited_together_in_both_languages(marketer):
    sent = the_levels(**{"level-2-threshold": "300", "level-2-perks_zh_hans": "生日礼物\n下午茶"})
    assert marketer.post("/backoffice/levels/", sent).status_code == 302
    assert levels()[1].threshold == 300
    assert "下午茶" in marketer.get("/backoffice/levels/").content.decode()
    assert AuditEntry.objects.latest("number").action == "levels.edited"


@pytest.mark.parametrize(
    "change",
    [
        {"level-2-threshold": "2000"},
        {"level-1-threshold": "1"},
        {"level-3-threshold": "-5"},
        {"level-3-threshold": "much"},
        {"level-4-name_en": ""},
    ],
)
def test_levels_out_of_order_are_refused_and_nothing_changes(marketer, change):
    answer = marketer.post("/backoffice/levels/", the_levels(**change))
    assert (answer.status_code, "level_threshold" in answer.text) == (422, False)
    assert [level.threshold for level in levels()] == [0, 500, 2_000, 8_000, 30_000]


def test_the_list_and_a_member_cost_the_same_however_many_there_are(support, lin, django_assert_max_num_queries):
    for _ in range(30):
        a_shopper()
    for number in range(60):
        points.earn(user_id=lin.pk, points=1, key=f"gift:{number}", reason="sign-up")
    support.get("/backoffice/members/")
    with django_assert_max_num_queries(15):
        support.get("/backoffice/members/")
    with django_assert_max_num_queries(20):
        support.get(f"/backoffice/members/{lin.pk}/")
