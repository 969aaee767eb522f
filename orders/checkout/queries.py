"""What the pages of the checkout show."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.crypto import salted_hmac

from kernel.money import ZERO
from membership.addresses.queries import HOME, Destination, number_to_call
from membership.points.queries import Balance, balance_of, most_of_an_order, most_spendable, worth
from orders.basket.queries import Basket, Contact, Contents, Entry, Quote, Shopper, contents_of, open_basket_and
from orders.checkout.models import Draft
from orders.shipping.queries import Delivery, Place, charge_in_words, deliveries_to, weight_of

__all__ = ["Checkout", "checkout_of"]

LEVELS = ("province", "city", "district")


@dataclass
class Checkout:
    """A basket on its way to become an order: what is bought, where it goes and what it costs there."""

    basket: Basket
    draft: Draft

    @cached_property
    def contents(self) -> Contents:
        return contents_of(self.basket, email=self.contact.email, phone=self.contact.phone)

    @property
    def contact(self) -> Contact:
        """Whom we know the shopper as so far."""
        return Contact(self.basket.owner_id, self.draft.email, self._phone)

    @property
    def _phone(self) -> str:
        """Where the courier calls; known as soon as it is typed, whatever else of the address is missing."""
        if to := self.destination:
            return to.phone
        typed = self.draft.typed
        return number_to_call(typed["phone"], typed.get("country") or HOME) if typed.get("phone") else ""

    @property
    def asks_who(self) -> bool:
        """Whether something is taken off that somebody else, with another mailbox or telephone, might not get."""
        return any(discount.rule.asks_who for discount in self.quote.discounts)

    @property
    def destination(self) -> Destination | None:
        return Destination(**self.draft.destination) if self.draft.destination else None

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """The ways to the destination; none where nothing goes there."""
        return deliveries_to(self._place, weight=self.weight, amount=self.contents.quote.total)

    @property
    def ways_there(self) -> set[str]:
        """The codes of what goes to the destination, whatever it costs with these goods."""
        return {delivery.code for delivery in deliveries_to(self._place, weight=0, amount=ZERO)}

    @property
    def _place(self) -> Place:
        """Where the parcel goes; until that is right, as much of it as was typed."""
        if to := self.destination:
            return Place(to.country, to.province, to.city, to.district)
        typed = self.draft.typed
        return Place(typed.get("country") or HOME, *(typed.get(level, "") for level in LEVELS))

    @cached_property
    def weight(self) -> int:
        """Of what is bought and of the gifts that come along, in grams."""
        pieces = Counter({entry.product_id: entry.quantity for entry in self.contents.to_buy})
        pieces.update({entry.product_id: gift.pieces for gift, entry in self.contents.gifts})
        return weight_of(pieces)

    @cached_property
    def delivery(self) -> Delivery | None:
        """The delivery that was chosen, else the first; None where nothing goes."""
        chosen = [each for each in self.deliveries if each.code == self.draft.method]
        return next(iter(chosen or self.deliveries), None)

    @property
    def ways(self) -> list[tuple[Delivery, bool]]:
        """The deliveries, each with whether it is the one chosen."""
        return [(each, each is self.delivery) for each in self.deliveries]

    @property
    def is_ready(self) -> bool:
        """All that was asked is answered, and the delivery that was chosen still goes there."""
        is_chosen = self.delivery is not None and self.delivery.code == self.draft.method
        return bool(self.destination and self.draft.email and is_chosen)

    @cached_property
    def quote(self) -> Quote:
        """With delivery."""
        charge = self.delivery.charge if self.delivery else None
        return self.contents.quote_with(charge, points=self._points)

    @property
    def delivery_in_words(self) -> str:
        return charge_in_words(self.quote.delivery_to_pay)

    @property
    def _points(self) -> int:
        """As many as the shopper wants to pay with, and has; who wants none is not asked what there is."""
        return min(self.draft.points, self.balance.available) if self.draft.points else 0

    @cached_property
    def balance(self) -> Balance:
        """The shopper's points; a guest has none, and is not asked after."""
        return balance_of(self.basket.owner_id)

    @property
    def most_points(self) -> int:
        """How many of them this order takes."""
        goods = sum((line.total for line in self.contents.quote.lines), ZERO)
        return most_spendable(goods, self.balance.available, most_of_an_order())

    @property
    def most_points_worth(self) -> Decimal:
        return worth(self.most_points)

    @property
    def not_to_be_had(self) -> list[Entry]:
        """Lines of which fewer pieces are left than the shopper wants."""
        return [entry for entry in self.contents.entries if entry.quantity < entry.wanted]


def checkout_of(shopper: Shopper) -> Checkout | None:
    """The shopper's checkout as far as it has come; None where there is no basket to check out."""
    found = open_basket_and(Draft, shopper)
    if found is None:
        return None
    basket, draft = found
    return Checkout(basket, draft or Draft(basket=basket, form_key=_form_key_of(basket)))


def _form_key_of(basket: Basket) -> str:
    """The same in every tab from the first look on, and known to nobody who was not shown it."""
    return salted_hmac("orders.checkout", str(basket.pk), algorithm="sha256").hexdigest()
