"""A payment the store does not want goes back, comes back from the bank, and is sent again from the order’s page."""

import pytest

from kernel.models import AuditEntry
from orders.payments.models import Refund, Source
from orders.payments.services.arriving import move
from tests.membership.staff.factories import a_member_of_staff
from tests.shop.backoffice.orders.conftest import a_paid_order, a_refund_that_came_back
from tests.shop.backoffice.routes import address_of

pytestmark = pytest.mark.django_db


def again(browser, refund, order=None):
    number = (order or refund.source.order).number
    return browser.post(address_of("order-refund-again", number=number, refund=refund.pk), follow=True)


def button(browser, refund):
    """Whether the page of its order offers to send it again."""
    address = address_of("order-refund-again", number=refund.source.order.number, refund=refund.pk)
    return f'action="{address}"' in browser.get(address_of("order", number=refund.source.order.number)).text


def test_the_page_says_that_it_came_back_and_sends_it_again(support):
    refund = a_refund_that_came_back()
    page = support.get(address_of("order", number=refund.source.order.number)).text
    for said in ("Failed", "the payment came too late", "the card has expired or is closed", "Send again"):
        assert said in page
    answer = again(support, refund)
    assert "on its way to the bank" in answer.text
    sent = Refund.objects.exclude(pk=refund.pk).get()
    assert (sent.state, sent.amount, sent.reason, sent.by) == ("requested", refund.amount, "late", "li@shop.example")
    assert (Source.objects.get().amount_refunded, button(support, refund)) == (refund.amount, False)
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor) == ("orders.refund_sent_again", "li@shop.example")


def test_a_double_click_sends_it_once(support):
    refund = a_refund_that_came_back()
    for _ in range(2):
        again(support, refund)
    assert Refund.objects.count() == 2
    assert AuditEntry.objects.filter(action="orders.refund_sent_again").count() == 1


def test_if_it_comes_back_once_more_it_can_be_sent_once_more(support):
    first = a_refund_that_came_back()
    again(support, first)
    second = Refund.objects.exclude(pk=first.pk).get()
    move(second, Refund.State.FAILED)
    assert (button(support, first), button(support, second)) == (False, True)
    again(support, second)
    assert Refund.objects.filter(state="requested").get().amount == first.amount


def test_what_has_arrived_is_not_sent_again(support):
    refund = a_refund_that_came_back()
    again(support, refund)
    sent = Refund.objects.exclude(pk=refund.pk).get()
    move(sent, Refund.State.SUCCEEDED)
    assert "There is nothing to send again" in again(support, sent).text
    again(support, refund)
    assert Refund.objects.count() == 2


def test_what_paid_the_order_is_refunded_by_its_own_form(support):
    refund = a_refund_that_came_back(paid_the_order=True)
    assert not button(support, refund)
    assert "There is nothing to send again" in again(support, refund).text
    assert Refund.objects.count() == 1


def test_a_refund_is_found_only_under_its_own_order(support):
    refund = a_refund_that_came_back()
    assert again(support, refund, order=a_paid_order()).status_code == 404
    assert Refund.objects.count() == 1


def test_who_may_not_refund_sees_no_button(client):
    refund = a_refund_that_came_back()
    client.force_login(a_member_of_staff("warehouse"))
    assert not button(client, refund)
    assert again(client, refund).status_code == 403
