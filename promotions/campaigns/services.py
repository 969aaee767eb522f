"""What a merchant does with promotions. Every change is in the audit log; what an order was given stays as it was."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from kernel import audit, clock
from kernel.languages import column
from promotions.campaigns import policy
from promotions.campaigns.policy import Problem, Terms, Tier
from promotions.campaigns.queries import terms_of
from promotions.campaigns.words import in_words
from promotions.models import Benefit, Condition, ConditionalOffer, Promotion
from promotions.queries import Gain, most_off
from promotions.services import forget_offers

__all__ = ["Problem", "Refused", "Terms", "Tier", "copy", "in_words", "save_promotion", "start", "stop"]

Status = Promotion.Status


class Refused(Exception):
    """The terms contradict themselves or each other: ``problems`` says how, in the order of the form."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


class AlreadyThere(Exception):
    """Somebody started or stopped it before."""


@transaction.atomic
def save_promotion(*, terms: Terms, promotion: Promotion | None = None) -> Promotion:
    """The promotion says ``terms``; a new one is a draft that nobody is priced by yet. Raises Refused."""
    _check(terms)
    before: Mapping[str, Any] = {}
    if promotion is None:
        promotion = Promotion()
    else:
        promotion = Promotion.objects.select_for_update(of=("self",)).get(pk=promotion.pk)
        before = _plain(terms_of(promotion))
    _write(promotion, terms)
    _write_offers(promotion, terms)
    forget_offers()
    _note("promotion.changed" if before else "promotion.created", promotion, before, _plain(terms))
    return promotion


@transaction.atomic
def start(*, promotion: Promotion) -> None:
    """Shoppers are priced by it, within its time. Raises Refused, AlreadyThere."""
    _check(terms_of(promotion))
    _move(promotion, Status.RUNNING, stopped_at=None)


@transaction.atomic
def stop(*, promotion: Promotion) -> None:
    """Nobody is priced by it any more, from the next page on. Raises AlreadyThere."""
    _move(promotion, Status.STOPPED, stopped_at=clock.now())


@transaction.atomic
def copy(*, promotion: Promotion, names: Mapping[str, str]) -> Promotion:
    """A draft with the same terms under other names, of which nothing is used yet."""
    terms = {name: value for name, value in vars(terms_of(promotion)).items() if name != "lane"}
    return save_promotion(terms=Terms(**terms | {"names": names}))


def _check(terms: Terms) -> None:
    if problems := policy.problems_of(terms, clock.today(), most_off()):
        raise Refused(problems)


def _move(promotion: Promotion, status: Promotion.Status, **fields: Any) -> None:
    was = promotion.status
    if not Promotion.objects.filter(pk=promotion.pk, status=was).exclude(status=status).update(status=status, **fields):
        raise AlreadyThere(promotion.pk)
    forget_offers()
    promotion.status = status
    _note(f"promotion.{status}", promotion, {"status": was}, {"status": status})


#: Terms that are kept as they are said.
KEPT = (
    *("kind", "lane", "starts_at", "ends_at", "audience", "least_level", "combines", "priority"),
    *("most_uses", "most_uses_each", "budget", "gift_pieces"),
)


def _write(promotion: Promotion, terms: Terms) -> None:
    for language, name in terms.names.items():
        setattr(promotion, column("name", language), name)
    for name in KEPT:
        setattr(promotion, name, getattr(terms, name))
    promotion.weekdays, promotion.month_days = sorted(terms.weekdays), sorted(terms.month_days)
    promotion.gift_id = terms.gift_stock_id
    promotion.save()


def _write_offers(promotion: Promotion, terms: Terms) -> None:
    """One of Oscar's offers for each tier. Rows are kept where they can be, for orders point at them."""
    there = list(promotion.offers.select_related("condition", "benefit").order_by("pk"))
    for number, tier in enumerate(terms.tiers):
        offer = there[number] if number < len(there) else _new_offer(promotion, number, terms.range_id)
        _write_offer(offer, tier, terms.range_id)
    for offer in there[len(terms.tiers) :]:
        offer.delete()


def _new_offer(promotion: Promotion, number: int, range_id: int) -> ConditionalOffer:
    """Oscar wants names that are nobody else's; shoppers read the promotion's."""
    name = f"promotion {promotion.pk}, tier {number + 1}"
    return ConditionalOffer(
        promotion=promotion,
        name_en=name,
        slug=f"promotion-{promotion.pk}-{number + 1}",
        condition=Condition(range_id=range_id),
        benefit=Benefit(range_id=range_id),
    )


def _write_offer(offer: ConditionalOffer, tier: Tier, range_id: int) -> None:
    offer.condition.type, offer.condition.value, offer.condition.range_id = tier.need, tier.need_value, range_id
    offer.benefit.type, offer.benefit.value, offer.benefit.range_id = tier.gain, tier.gain_value, range_id
    offer.condition.save()
    offer.benefit.save()
    offer.condition_id, offer.benefit_id = offer.condition.pk, offer.benefit.pk
    offer.max_basket_applications = 1 if tier.gain == Gain.GIFT else None
    offer.save()


def _plain(terms: Terms) -> dict[str, Any]:
    return {name: value for name, value in asdict(terms).items() if value not in (None, (), "", 0, False)}


def _note(action: str, promotion: Promotion, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    audit.record(action=action, subject=f"promotion:{promotion.pk}", before=before, after=after)
