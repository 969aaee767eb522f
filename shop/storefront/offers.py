"""The prices that the shop shows: what offers make of them, which is what the basket will charge."""

from collections.abc import Sequence
from dataclasses import replace

from catalogue.pricing.queries import Price
from catalogue.queries import Card
from promotions.queries import Hints, hints_for


def with_offers(cards: Sequence[Card]) -> list[Card]:
    """The cards with the price that one piece is charged, and struck beside it what it was."""
    hints = hints_for({card.id: card.price_now for card in cards if card.price_now is not None})
    return [_lowered(card, hints[card.id]) if card.id in hints else card for card in cards]


def _lowered(card: Card, hints: Hints) -> Card:
    if card.price_now is None or hints.price >= card.price_now:
        return card
    return replace(card, price_now=hints.price, price_was=card.price_was or card.price_now)


def shown_price(price: Price, hints: Hints) -> Price:
    return price if hints.price >= price.now else Price(hints.price, price.was or price.now)
