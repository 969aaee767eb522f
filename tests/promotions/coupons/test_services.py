"""Coupons are claimed, used once and given back; every limit holds, and a refusal leaves nothing behind."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from kernel import clock
from membership.points import services as points
from membership.points.queries import balance_of
from orders import services as orders
from promotions.coupons import services
from promotions.coupons.models import Coupon, CouponTaker, Voucher, VoucherApplication, WalletCoupon
from promotions.coupons.terms import terms_of
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import an_order
from tests.promotions.coupons.factories import a_coupon, the_terms, use, voucher_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def member():
    return a_shopper()


def taken(coupon):
    coupon.refresh_from_db()
    return coupon.taken


def test_a_claimed_coupon_is_in_the_wallet_until_its_end(member):
    coupon = a_coupon()
    mine = services.claim(user=member, coupon_id=coupon.pk)
    assert (mine.user, mine.coupon, mine.valid_until, taken(coupon)) == (member, coupon, coupon.ends_at, 1)


def test_valid_for_seven_days_means_to_the_end_of_the_seventh_day(member, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    mine = services.claim(user=member, coupon_id=a_coupon(validity="days", days_valid=7).pk)
    assert mine.valid_until == clock.day_end(clock.today() + 7 * DAY)


def test_the_monthly_coupon_ends_with_the_month(member, time_machine):
    time_machine.move_to("2028-02-03T12:00:00+08:00")
    mine = services.issue(user_id=member.pk, coupon_id=a_coupon(kind="granted", validity="month").pk, key="march")
    assert clock.store_day(mine.valid_until - timedelta(seconds=1)).isoformat() == "2028-02-29"


def test_one_is_claimed_by_each_and_no_more_than_there_are(member):
    coupon = a_coupon(total=2)
    services.claim(user=member, coupon_id=coupon.pk)
    with pytest.raises(services.CouponNotClaimable):
        services.claim(user=member, coupon_id=coupon.pk)
    services.claim(user=a_shopper(), coupon_id=coupon.pk)
    with pytest.raises(services.CouponNotClaimable):
        services.claim(user=a_shopper(), coupon_id=coupon.pk)
    assert (taken(coupon), WalletCoupon.objects.count()) == (2, 2)


def test_a_coupon_may_cost_points_and_is_not_had_without_them(member):
    coupon = a_coupon(points=300, total=5)
    points.earn(user_id=member.pk, points=299, key="gift", reason="order")
    with pytest.raises(services.NotEnoughPoints):
        services.claim(user=member, coupon_id=coupon.pk)
    assert (taken(coupon), WalletCoupon.objects.count(), balance_of(member.pk).available) == (0, 0, 299)
    points.earn(user_id=member.pk, points=1, key="another", reason="order")
    services.claim(user=member, coupon_id=coupon.pk)
    assert (taken(coupon), WalletCoupon.objects.get().user, balance_of(member.pk).available) == (1, member, 0)


def test_the_mailbox_counts_not_its_spelling():
    coupon = a_coupon()
    services.claim(user=a_shopper(email="lin.wei@gmail.com"), coupon_id=coupon.pk)
    with pytest.raises(services.CouponNotClaimable):
        services.claim(user=a_shopper(email="LinWei+second@googlemail.com"), coupon_id=coupon.pk)


@pytest.mark.parametrize(
    "terms",
    [{"kind": "code"}, {"kind": "granted"}, {"starts_at": clock.now() + DAY, "ends_at": clock.now() + 2 * DAY}],
)
def test_only_what_is_offered_now_can_be_claimed(member, terms):
    with pytest.raises(services.CouponNotClaimable):
        services.claim(user=member, coupon_id=a_coupon(**terms).pk)
    assert not WalletCoupon.objects.exists()


def test_a_draft_and_a_stopped_coupon_cannot_be_claimed(member):
    draft = services.draft_coupon(terms=the_terms())
    stopped = a_coupon()
    services.stop_coupon(coupon=stopped)
    for coupon in (draft, stopped):
        with pytest.raises(services.CouponNotClaimable):
            services.claim(user=member, coupon_id=coupon.pk)


def test_what_is_given_is_given_once_for_each_key(member):
    coupon = a_coupon(kind="granted", total=1)
    given = services.issue(user_id=member.pk, coupon_id=coupon.pk, key="monthly:2026-11")
    assert services.issue(user_id=member.pk, coupon_id=coupon.pk, key="monthly:2026-11") == given
    assert services.issue(user_id=member.pk, coupon_id=coupon.pk, key="monthly:2026-12") is None
    assert taken(coupon) == 1


def test_a_coupon_of_the_wallet_is_used_once_and_still_after_the_stop(member):
    coupon = a_coupon()
    services.claim(user=member, coupon_id=coupon.pk)
    services.stop_coupon(coupon=coupon)
    order = use(coupon, user=member)
    assert WalletCoupon.objects.get().order == order
    with pytest.raises(services.CouponUsedUp):
        use(coupon, user=member)
    assert VoucherApplication.objects.count() == 1


def test_the_coupon_of_someone_else_is_refused(member):
    coupon = a_coupon()
    services.claim(user=member, coupon_id=coupon.pk)
    for other in (a_shopper(), None):
        with pytest.raises(services.CouponUsedUp):
            use(coupon, user=other)


def test_an_expired_coupon_is_refused(member, time_machine):
    coupon = a_coupon(validity="days", days_valid=1, ends_at=clock.now() + 30 * DAY)
    services.claim(user=member, coupon_id=coupon.pk)
    time_machine.move_to(clock.now() + 3 * DAY)
    with pytest.raises(services.CouponUsedUp):
        use(coupon, user=member)


def test_a_code_is_used_once_by_a_person_whatever_account_or_phone_they_bring(member):
    coupon = a_coupon(kind="code")
    use(coupon, guest_email="lin@example.com")
    for mail in ("LIN@example.com", "lin+again@example.com"):
        with pytest.raises(services.CouponUsedUp):
            use(coupon, guest_email=mail)
    use(coupon, user=member)
    assert taken(coupon) == 2


def test_a_generated_code_is_used_by_one_order(member):
    coupon = a_coupon(kind="code", code="", per_person=5)
    codes = services.generate_codes(coupon=coupon, count=2)
    assert len(set(codes)) == 2
    voucher = Voucher.objects.get(code=codes[0])
    services.redeem(voucher_ids=[voucher.pk], order=an_order(user=member))
    with pytest.raises(services.CouponUsedUp):
        services.redeem(voucher_ids=[voucher.pk], order=an_order(user=member))
    with pytest.raises(IntegrityError, match="single_use_voucher_once"):
        Voucher.objects.filter(pk=voucher.pk).update(num_orders=2)


def test_a_cancelled_order_gives_its_coupon_back_once(member):
    coupon = a_coupon()
    services.claim(user=member, coupon_id=coupon.pk)
    order = use(coupon, user=member)
    orders.cancel(order=order, reason="time ran out")
    services.give_back(order=order)
    assert WalletCoupon.objects.get().used_at is None
    assert voucher_of(coupon).num_orders == 0
    use(coupon, user=member)


def test_a_refund_in_full_gives_the_coupon_back_and_a_part_does_not(member):
    coupon = a_coupon()
    services.claim(user=member, coupon_id=coupon.pk)
    order = use(coupon, user=member)
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    orders.record_refund(order=order, amount=Decimal(1), at=clock.now())
    assert WalletCoupon.objects.get().order == order
    orders.record_refund(order=order, amount=order.total_incl_tax - 1, at=clock.now())
    assert WalletCoupon.objects.get().used_at is None


def test_a_code_counts_again_for_all_and_for_the_person_who_gave_it_back():
    coupon = a_coupon(kind="code", total=1)
    order = use(coupon, guest_email="lin@example.com")
    services.give_back(order=order)
    services.give_back(order=order)
    assert (taken(coupon), set(CouponTaker.objects.values_list("times", flat=True))) == (0, {0})
    use(coupon, guest_email="lin@example.com")


def test_what_expired_meanwhile_does_not_come_back(member, time_machine):
    coupon = a_coupon(validity="days", days_valid=1)
    services.claim(user=member, coupon_id=coupon.pk)
    order = use(coupon, user=member)
    time_machine.move_to(clock.now() + 3 * DAY)
    services.give_back(order=order)
    assert WalletCoupon.objects.get().order == order


def test_an_order_paid_late_takes_its_coupon_again_or_is_told_that_it_is_gone(member):
    coupon = a_coupon()
    services.claim(user=member, coupon_id=coupon.pk)
    order = use(coupon, user=member)
    orders.cancel(order=order, reason="time ran out")
    orders.reinstate(order=order, amount=order.total_incl_tax, at=clock.now())
    assert WalletCoupon.objects.get().order == order


def test_a_late_payment_finds_its_coupon_with_another_order(member):
    coupon = a_coupon()
    services.claim(user=member, coupon_id=coupon.pk)
    order = use(coupon, user=member)
    orders.cancel(order=order, reason="time ran out")
    use(coupon, user=member)
    with pytest.raises(services.CouponUsedUp):
        orders.reinstate(order=order, amount=order.total_incl_tax, at=clock.now())
    order.refresh_from_db()
    assert order.paid_at is None


def test_what_was_promised_stays_once_the_coupon_runs():
    coupon = a_coupon(total=10)
    before = services.Terms(**vars(the_terms()))
    with pytest.raises(services.TermsFixed):
        services.change_coupon(coupon=coupon, terms=before)


@pytest.mark.parametrize(("days", "good_for"), [(30, 30), (1, 7)])
def test_who_holds_a_coupon_gains_by_a_later_end_and_loses_nothing_by_an_earlier_one(member, days, good_for):
    coupon = a_coupon()
    claimed_at = clock.now()
    services.claim(user=member, coupon_id=coupon.pk)
    services.change_coupon(coupon=coupon, terms=replace(terms_of(coupon), ends_at=claimed_at + days * DAY))
    ends = WalletCoupon.objects.get().valid_until
    assert abs(claimed_at + good_for * DAY - ends) < timedelta(minutes=1)
    assert voucher_of(coupon).end_datetime == ends
    use(coupon, user=member)


def test_a_name_and_a_code_are_one_coupons_own():
    first = the_terms(kind="code")
    services.draft_coupon(terms=first)
    with pytest.raises(services.NameTaken):
        services.draft_coupon(terms=first)
    with pytest.raises(services.CodeTaken):
        services.draft_coupon(terms=the_terms(kind="code", code=first.code))
    assert Coupon.objects.count() == 1
