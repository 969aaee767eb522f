"""The price that lists show, told to the catalogue: by it they narrow and sort. See docs/decisions/0090."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from catalogue.pricing.ports import SHOWN_PRICES
from catalogue.search import services as search
from kernel import clock
from promotions.cap import most_off
from promotions.memberships import ranges_now
from promotions.memory import LISTED
from promotions.policy import plain_rules, shelf_prices
from promotions.queries import budget_felt, rules_in_force, rules_now
from promotions.rules import Item


def show_prices() -> None:
    """Lists go by what the offers of this moment leave of each price. Nothing is done where these are the offers of the
    last time, unless that was an hour ago."""
    offers = offers_shown()
    LISTED.recall("offers", lambda: _listed(offers), holds=lambda listed: listed == offers)


def _listed(offers: str) -> str:
    search.reprice()
    return offers


def offers_shown() -> str:
    """A word that changes when other offers lower the prices of lists."""
    plain = plain_rules(rules_in_force(clock.now()))
    rules = [replace(rule, name="", most_discount=budget_felt(rule)) for rule in plain]
    return sha256(repr((most_off(), rules)).encode()).hexdigest()


@SHOWN_PRICES.plug("promotions")
def shown_prices(prices: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Product id → what one piece costs anybody. At most three queries, and nothing of it remembered: who holds a row
    and asks knows what was committed before. Products of one price in the same ranges are priced once."""
    rules = plain_rules(rules_now(clock.now()))
    if not rules:
        return {}
    spoken_of = {rule.gain_range for rule in rules}
    alike = {id_: (prices[id_], within & spoken_of) for id_, within in ranges_now(list(prices)).items()}
    kinds = list(dict.fromkeys(alike.values()))
    items = [Item(key, key, price, 1, within) for key, (price, within) in enumerate(kinds)]
    shown = dict(zip(kinds, shelf_prices(items, rules, most_off=most_off()), strict=True))
    return {id_: shown[kind].price for id_, kind in alike.items()}
