"""A price that changes while a promotion begins and ends: lists end up at what both together make of it."""

from decimal import Decimal

import pytest

from catalogue.search.queries import found
from catalogue.skus import services as skus
from promotions.campaigns.services import Terms, Tier, save_promotion, start, stop
from promotions.queries import Gain, Need, hints_for
from promotions.scopes.services import Scope, range_for
from promotions.services import show_prices
from tests.catalogue.factories import a_product
from tests.races.test_buying import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_price_changed_while_a_promotion_begins_is_where_it_belongs():
    half = Terms(
        {"en": "Half"}, "price", (Tier(Need.PIECES, Decimal(1), Gain.PERCENTAGE, Decimal(50)),), range_for(Scope())
    )
    promotion = save_promotion(terms=half)
    products = [a_product(f"Thing {number}", price="100.00") for number in range(6)]

    def change(number, price):
        skus.price_variant(stock_id=products[number].stockrecords.get().pk, price=Decimal(price))

    def move(way):
        way(promotion=promotion)
        show_prices()

    for way in (start, stop, start):
        changes = [lambda n=n: change(n, 20 * n + 20) for n in range(6)]
        all_at_once([*changes[:3], lambda way=way: move(way), *changes[3:], show_prices])
        show_prices()
        marked = {card.id: card.price_now for card in found().cards}
        shown = {id_: hint.price for id_, hint in hints_for(marked).items()}
        assert ids_of(sort="price") == sorted(shown, key=lambda id_: (shown[id_], id_))
        for id_, price in shown.items():
            assert id_ in ids_of(filters={"price_from": [str(price)], "price_to": [str(price)]})


def ids_of(**asked):
    return [card.id for card in found(**asked).cards]
