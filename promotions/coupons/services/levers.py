"""What a merchant does with coupons. Every change is in the audit log, and what members hold stays good."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from kernel import audit, clock
from kernel.languages import column
from promotions.coupons import policy
from promotions.coupons.lifecycle import COUPON
from promotions.coupons.models import Coupon, Voucher
from promotions.coupons.terms import Terms, terms_of
from promotions.models import Benefit, Condition, ConditionalOffer
from promotions.queries import Need

MOST_CODES = 10_000

ALONG = ("offer__condition", "offer__benefit")
#: What may still change while shoppers count on the rest.
CHANGEABLE = {"names", "ends_at", "per_person", "total", "budget"}


class CodeTaken(Exception):
    """Another voucher has this code."""


class NameTaken(Exception):
    """Another offer has this name; the argument is the language in which."""


class TermsFixed(Exception):
    """The coupon runs or ran: what was promised with it stays."""


class TotalBelowTaken(Exception):
    """More are out already than there would be."""


@transaction.atomic
def draft_coupon(*, terms: Terms) -> Coupon:
    """The coupon is there, but nobody sees it before it is started. Raises NameTaken, CodeTaken."""
    _check_free(terms)
    coupon = Coupon.objects.create(offer=_offer(terms), **_fields(terms))
    _share_voucher(coupon, terms)
    _write_down("coupon.created", coupon, {}, _plain(terms))
    return coupon


@transaction.atomic
def change_coupon(*, coupon: Coupon, terms: Terms) -> Coupon:
    """The coupon says ``terms``. Raises NameTaken, CodeTaken, TotalBelowTaken, and TermsFixed where more than
    ``CHANGEABLE`` would change of a coupon that was started."""
    coupon = Coupon.objects.select_for_update(of=("self",)).select_related(*ALONG).get(pk=coupon.pk)
    before = terms_of(coupon)
    changed = {name for name, value in vars(terms).items() if value != getattr(before, name)}
    if coupon.state != Coupon.State.DRAFT and changed - CHANGEABLE:
        raise TermsFixed(coupon.pk)
    if terms.total is not None and terms.total < coupon.taken:
        raise TotalBelowTaken(coupon.taken)
    _check_free(terms, coupon)
    _rewrite(coupon, terms)
    if changed:
        _write_down("coupon.changed", coupon, _plain(before), _plain(terms))
    return coupon


@transaction.atomic
def copy_coupon(*, coupon: Coupon, names: dict[str, str]) -> Coupon:
    """A draft with the same terms under other names and without the code, which is its own. Raises NameTaken."""
    terms = vars(terms_of(coupon)) | {"names": names, "code": ""}
    return draft_coupon(terms=Terms(**terms))


@transaction.atomic
def start_coupon(*, coupon: Coupon) -> None:
    """Shoppers can have it from its start on. Raises IllegalMove where it was started before."""
    COUPON.move(coupon, Coupon.State.RUNNING)
    _write_down("coupon.started", coupon, {"state": "draft"}, {"state": "running"})


@transaction.atomic
def stop_coupon(*, coupon: Coupon) -> None:
    """Nobody gets it any more; what is in a wallet can still be used. Raises IllegalMove."""
    COUPON.move(coupon, Coupon.State.STOPPED)
    _write_down("coupon.stopped", coupon, {"state": "running"}, {"state": "stopped"})


@transaction.atomic
def generate_codes(*, coupon: Coupon, count: int) -> list[str]:
    """That many new codes, each for one order and of 60 random bits. The audit log says how many, not which."""
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(policy.new_code())
    terms = terms_of(coupon)
    made = Voucher.objects.bulk_create([_voucher(coupon, terms, code, Voucher.SINGLE_USE) for code in sorted(codes)])
    links = Voucher.offers.through
    links.objects.bulk_create([links(voucher=each, conditionaloffer_id=coupon.offer_id) for each in made])
    _write_down("coupon.codes", coupon, {}, {"made": count})
    return [each.code for each in made]


def _check_free(terms: Terms, coupon: Coupon | None = None) -> None:
    """Oscar keeps the names of offers apart, and nobody could tell two codes that are spelled alike."""
    others = ConditionalOffer.objects.rewrite(False).exclude(pk=coupon.offer_id if coupon else None)
    for language, name in terms.names.items():
        if others.filter(**{column("name", language): name}).exists():
            raise NameTaken(language)
    theirs = Voucher.objects.exclude(coupon=coupon) if coupon else Voucher.objects.all()
    if terms.code and theirs.filter(code=terms.code).exists():
        raise CodeTaken(terms.code)


def _offer(terms: Terms) -> ConditionalOffer:
    condition = Condition.objects.create(range_id=terms.range_id, type=Need.WORTH, value=terms.minimum)
    gain = {"type": terms.gain, "value": terms.value, "max_affected_items": terms.pieces}
    benefit = Benefit.objects.create(range_id=terms.range_id, **gain)
    return ConditionalOffer.objects.create(
        condition=condition,
        benefit=benefit,
        offer_type=ConditionalOffer.VOUCHER,
        max_basket_applications=1,
        max_discount=terms.budget,
        **_names(terms),
    )


def _rewrite(coupon: Coupon, terms: Terms) -> None:
    """Everything as in ``terms``, in each of the tables that keep a part of it; saved one by one, so that whoever
    remembers offers hears of it."""
    offer, condition, benefit = coupon.offer, coupon.offer.condition, coupon.offer.benefit
    condition.range_id, condition.value = terms.range_id, terms.minimum
    benefit.range_id, benefit.type, benefit.value = terms.range_id, terms.gain, terms.value
    benefit.max_affected_items = terms.pieces
    offer.max_discount = terms.budget
    for row, fields in ((offer, _names(terms)), (coupon, _fields(terms))):
        for name, value in fields.items():
            setattr(row, name, value)
    for row in (condition, benefit, offer, coupon):
        row.save()
    _let_holders_profit(coupon)
    ends = [_last_moment(terms), coupon.in_wallets.aggregate(last=Max("valid_until"))["last"]]
    coupon.vouchers.update(start_datetime=terms.starts_at, end_datetime=max(filter(None, ends)))
    if coupon.state == Coupon.State.DRAFT:
        coupon.vouchers.filter(usage=Voucher.MULTI_USE).delete()
        _share_voucher(coupon, terms)


def _let_holders_profit(coupon: Coupon) -> None:
    """A later end is theirs too; an earlier one is not, for it was promised otherwise when they claimed."""
    if coupon.validity == policy.Validity.UNTIL_END:
        unused = coupon.in_wallets.filter(used_at=None, valid_until__lt=coupon.ends_at)
        unused.update(valid_until=coupon.ends_at)


def _names(terms: Terms) -> dict[str, str]:
    return {column("name", language): name for language, name in terms.names.items()}


def _fields(terms: Terms) -> dict[str, Any]:
    same = ("kind", "reward", "starts_at", "ends_at", "validity", "days_valid", "per_person", "total", "points")
    return {name: getattr(terms, name) for name in same} | _names(terms)


def _share_voucher(coupon: Coupon, terms: Terms) -> None:
    """The voucher that everyone types, or that no one ever sees; none where only generated codes are used."""
    if terms.code or terms.kind != Coupon.Kind.CODE:
        voucher = _voucher(coupon, terms, terms.code or policy.new_code(), Voucher.MULTI_USE)
        voucher.save()
        voucher.offers.add(coupon.offer_id)


def _voucher(coupon: Coupon, terms: Terms, code: str, usage: str) -> Voucher:
    """Oscar wants a name for each voucher; its code is one that no other has."""
    return Voucher(
        coupon=coupon,
        name=code,
        code=code,
        usage=usage,
        start_datetime=terms.starts_at,
        end_datetime=_last_moment(terms),
    )


def _last_moment(terms: Terms) -> datetime:
    """Until when the last coupon that is claimed can be used."""
    if terms.validity == policy.Validity.UNTIL_END:
        return terms.ends_at
    ends_on = clock.store_day(terms.ends_at)
    return clock.day_end(policy.last_day(terms.validity, ends_on, terms.days_valid, ends_on))


def _plain(terms: Terms) -> dict[str, Any]:
    said = asdict(terms)
    return {f"name {language}": name for language, name in said.pop("names").items()} | said


def _write_down(action: str, coupon: Coupon, before: dict[str, Any], after: dict[str, Any]) -> None:
    audit.record(action=action, subject=f"coupon:{coupon.pk}", before=before, after=after)
