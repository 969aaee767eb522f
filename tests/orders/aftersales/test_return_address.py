"""Where goods are sent back: the store's own address, told with each approval, and what was told stays as it was."""

import pytest

from kernel.models import AuditEntry
from kernel.outbox import deliver_due
from membership.messages.models import Message
from orders.aftersales import services
from orders.aftersales.models import Return
from orders.queries import key_of
from shop.content import services as content
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.aftersales.factories import a_delivered_order, a_request
from tests.orders.aftersales.test_pages import variants

pytestmark = pytest.mark.django_db

BY = "li@shop.example"
OWN = {
    "return_name": "青窑售后组",
    "return_phone": "0571 8800 0000",
    "return_address": "浙江省杭州市余杭区玉鸟路 18 号\n2 幢 1 层",
}
IN_LINES = "青窑售后组 0571 8800 0000\n浙江省杭州市余杭区玉鸟路 18 号\n2 幢 1 层"
ELSEWHERE = "青窑 138 0013 8000\n福建省德化县浔中镇 6 号"


@pytest.fixture
def _settled():
    content.describe_store(changes=OWN)


@pytest.fixture
def asked(stock, member):
    return a_request(a_delivered_order(stock, user=member))


@pytest.fixture
def owner(client):
    client.force_login(a_member_of_staff("owner", email="owner@shop.example"))
    return client


@pytest.fixture
def support(client):
    client.force_login(a_member_of_staff("support", email="support@shop.example"))
    return client


def approval(browser, request, language="", **said):
    return browser.post(f"{language}/backoffice/returns/{request.pk}/approval/", {"words": "", **said})


def kept(request):
    return Return.objects.values_list("state", "send_to").get(pk=request.pk)


@pytest.mark.usefixtures("_settled")
def test_the_form_of_an_approval_holds_the_address_of_the_store_and_the_request_keeps_it(support, asked):
    assert IN_LINES in support.get(f"/backoffice/returns/{asked.pk}/").text
    assert approval(support, asked, send_to=IN_LINES.replace("\n", "\r\n")).status_code == 302
    assert kept(asked) == ("approved", IN_LINES)
    assert "2 幢 1 层" in support.get(f"/backoffice/returns/{asked.pk}/").text
    entry = AuditEntry.objects.get(action="returns.approved")
    assert (entry.actor, entry.after["send_to"]) == ("support@shop.example", IN_LINES)


@pytest.mark.usefixtures("_settled")
@pytest.mark.parametrize("cleared", ["", " \r\n "])
def test_a_field_that_was_cleared_means_the_address_of_the_store(support, asked, cleared):
    assert approval(support, asked, send_to=cleared).status_code == 302
    assert kept(asked) == ("approved", IN_LINES)


@pytest.mark.usefixtures("_settled")
def test_the_merchant_may_send_a_request_elsewhere(support, asked):
    approval(support, asked, send_to=ELSEWHERE)
    assert kept(asked) == ("approved", ELSEWHERE)


@pytest.mark.parametrize(
    ("language", "words"), [("", "or keep a return address under Settings"), ("/zh-hans", "或在“设置”中填好退货地址")]
)
def test_without_any_address_goods_are_not_asked_for(support, asked, language, words):
    answer = approval(support, asked, language, send_to=" ")
    assert (answer.status_code, words in answer.text) == (422, True)
    with pytest.raises(services.ReturnAddressMissing):
        services.approve(request=asked, by=BY)
    deliver_due()
    assert kept(asked) == ("requested", "")
    assert not Message.objects.filter(kind="return-approved").exists()


def test_where_nothing_travels_no_address_is_asked_for_or_kept(support, stock):
    request = a_request(a_delivered_order(stock), kind="refund_only", reason="not_received")
    assert 'name="send_to"' not in support.get(f"/backoffice/returns/{request.pk}/").text
    content.describe_store(changes=OWN)
    assert approval(support, request, send_to=ELSEWHERE).status_code == 302
    assert kept(request) == ("approved", "")
    deliver_due()
    assert "Return address" not in Message.objects.get(kind="return-approved").text


@pytest.mark.usefixtures("_settled")
@pytest.mark.parametrize("kind", ["return", "exchange"])
def test_the_shopper_reads_it_on_both_pages_and_in_the_mail(client, member, kind):
    old, new = variants(3)
    order = a_delivered_order(old, user=member)
    swap = {"kind": "exchange", "reason": "wrong_size", "swaps": {order.lines.get().pk: new.pk}}
    request = a_request(order, **(swap if kind == "exchange" else {}))
    client.force_login(member)
    for page in (order.get_absolute_url(), request.get_absolute_url()):
        assert "青窑售后组" not in client.get(page).text
    services.approve(request=request, by=BY)
    for page in (order.get_absolute_url(), request.get_absolute_url()):
        shown = client.get(page).text
        assert (IN_LINES in shown, f"Write {request.number} on the parcel" in shown) == (True, True)
    deliver_due()
    mail = Message.objects.get(kind="return-approved")
    assert (IN_LINES in mail.text, f"Write {request.number} on the parcel" in mail.text) == (True, True)
    assert IN_LINES.replace("\n", "<br>") in mail.html


@pytest.mark.usefixtures("_settled")
def test_a_guest_reads_it_behind_the_signed_link_and_nobody_else_does(client, stock):
    order = a_delivered_order(stock)
    request = a_request(order)
    services.approve(request=request, by=BY)
    assert IN_LINES not in client.get(request.get_absolute_url()).text
    page = client.get(f"/zh-hans{order.get_absolute_url()}?key={key_of(order.number)}", follow=True)
    assert (IN_LINES in page.text, "复制地址" in page.text) == (True, True)
    assert IN_LINES in client.get(request.get_absolute_url()).text


@pytest.mark.usefixtures("_settled")
def test_what_was_approved_keeps_its_address_when_the_store_moves(client, asked, member, stock):
    services.approve(request=asked, by=BY)
    content.describe_store(changes={"return_address": "上海市青浦区华新镇 9 号"})
    client.force_login(member)
    for page in (asked.order.get_absolute_url(), asked.get_absolute_url()):
        shown = client.get(page).text
        assert (IN_LINES in shown, "青浦区" in shown) == (True, False)
    deliver_due()
    assert IN_LINES in Message.objects.get(kind="return-approved").text
    later = a_request(a_delivered_order(stock))
    services.approve(request=later, by=BY)
    assert "青浦区" in later.send_to


@pytest.mark.usefixtures("_settled")
def test_once_the_goods_are_sent_the_address_is_still_there_to_look_up(client, asked, member):
    services.approve(request=asked, by=BY)
    client.force_login(member)
    client.post(f"{asked.get_absolute_url()}parcel/", {"sent_with": "YTO YT7260031845512"})
    page = client.get(asked.get_absolute_url()).text
    assert (IN_LINES in page, "YTO YT7260031845512" in page, "Copy the address" in page) == (True, True, False)


SETTINGS = {f"{field}_{code}": "Mei" for field in ("name", "intro") for code in ("en", "zh_hans")}


def test_it_is_kept_under_settings_and_the_change_is_written_down(owner):
    assert owner.post("/backoffice/settings/", {**SETTINGS, **OWN}).status_code == 302
    moved = {**OWN, "return_phone": "0571 8800 0001"}
    owner.post("/backoffice/settings/", {**SETTINGS, **moved})
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor) == ("store.described", "owner@shop.example")
    assert (entry.before, entry.after) == ({"return_phone": "0571 8800 0000"}, {"return_phone": "0571 8800 0001"})
    assert "Phone for returns" in owner.get("/backoffice/audit/").text


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"return_phone": ""}, "all three, or none", "请全部填写，或全部留空"),
        ({"return_name": "", "return_address": ""}, "all three, or none", "请全部填写，或全部留空"),
        ({"return_phone": "12"}, "not a phone number a courier can call", "这个号码快递员打不通"),
        ({"return_address": "路" * 301}, "at most 300", "300"),
    ],
)
def test_half_an_address_is_refused_and_what_was_typed_stays(owner, changes, english, chinese):
    for language, words in (("", english), ("/zh-hans", chinese)):
        answer = owner.post(f"{language}/backoffice/settings/", {**SETTINGS, **OWN, **changes})
        assert (answer.status_code, words in answer.text) == (200, True)
    assert "玉鸟路" in answer.text or "return_address" in changes
    assert not AuditEntry.objects.filter(action="store.described").exists()
