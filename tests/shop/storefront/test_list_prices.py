"""Lists narrow and sort by the price they print: the catalogue's, less what everybody is offered at this moment."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Product
from catalogue.search import services as search
from catalogue.search.queries import found
from catalogue.skus import services as skus
from kernel import clock
from promotions.campaigns.services import Terms, Tier, save_promotion, start, stop
from promotions.models import Promotion
from promotions.queries import Gain, Need, offers_in_force
from promotions.scopes.services import Scope, range_for
from promotions.services import Use, give_back_use, record_use, show_prices
from shop.storefront.offers import with_offers
from tests.catalogue.factories import a_category, a_product
from tests.shop.storefront.reading import page_of

pytestmark = pytest.mark.django_db

CARD = re.compile(r'data-product="(\d+)".*?<span class="price"( data-state="reduced")?><b>¥([\d,.]+)</b>', re.S)
NOON = datetime(2026, 12, 7, 12, tzinfo=clock.store_time_zone())
HOUR = timedelta(hours=1)


@pytest.fixture
def shelf():
    """A lamp at 100.00, a chair at 105.00 and a rug at 120.00, in this order; and where the chair stands."""
    lamps, chairs = a_category("Lamps"), a_category("Chairs")
    a_product("Lamp", category=lamps, price="100.00")
    a_product("Chair", category=chairs, price="105.00")
    a_product("Rug", category=lamps, price="120.00")
    return {"chairs": range_for(Scope(categories=frozenset([chairs.pk]))), "everything": range_for(Scope())}


def a_campaign(goods, percent="20", *, gain=Gain.PERCENTAGE, **more):
    """A lower price for each piece; running."""
    names = {"en": "Campaign", "zh-hans": "活动"}
    return _run(Terms(names, "price", (Tier(Need.PIECES, Decimal(1), gain, Decimal(percent)),), goods, **more))


def _run(terms):
    promotion = save_promotion(terms=terms)
    start(promotion=promotion)
    return promotion


def printed(client, query):
    """(product id, price, whether a higher one is struck) of each card, in the order of the list."""
    page = page_of(client, f"/search/?{query}")
    cards = [] if "Nothing fits all of these filters" in page else CARD.findall(page)  # else come best sellers
    return [(int(id_), Decimal(price.replace(",", "")), bool(was)) for id_, was, price in cards]


def prices(client, query="sort=price"):
    show_prices()
    return [price for _, price, _ in printed(client, query)]


def money(*amounts):
    return [Decimal(amount) for amount in amounts]


def test_a_started_promotion_moves_the_list_and_a_stopped_one_moves_it_back(client, shelf):
    assert prices(client) == money("100.00", "105.00", "120.00")
    promotion = a_campaign(shelf["chairs"])
    assert prices(client) == money("84.00", "100.00", "120.00")
    assert prices(client, "sort=-price") == money("120.00", "100.00", "84.00")
    assert prices(client, "price_to=90") == prices(client, "reduced=1") == money("84.00")
    assert prices(client, "price_from=101&price_to=110") == []
    stop(promotion=promotion)
    assert prices(client) == money("100.00", "105.00", "120.00")
    assert prices(client, "reduced=1") == []


def test_an_edited_promotion_moves_the_list(client, shelf):
    promotion = a_campaign(shelf["everything"], "5", gain=Gain.AMOUNT_EACH)
    assert prices(client) == money("95.00", "100.00", "115.00")
    terms = Terms(
        {"en": "Campaign"},
        "price",
        (Tier(Need.PIECES, Decimal(1), Gain.AMOUNT_EACH, Decimal(50)),),
        shelf["chairs"],
    )
    save_promotion(terms=terms, promotion=promotion)
    assert prices(client) == money("55.00", "100.00", "120.00")


def test_the_list_moves_when_a_promotion_begins_and_ends(client, shelf, time_machine):
    time_machine.move_to(NOON, tick=False)
    a_campaign(shelf["chairs"], starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    marked, lowered = money("100.00", "105.00", "120.00"), money("84.00", "100.00", "120.00")
    second = timedelta(seconds=1)
    borders = {
        NOON: marked,
        NOON + HOUR - second: marked,
        NOON + HOUR: lowered,
        NOON + 2 * HOUR - second: lowered,
        NOON + 2 * HOUR: marked,
    }
    for instant, expected in borders.items():
        time_machine.move_to(instant, tick=False)
        assert prices(client) == expected, instant


def test_the_list_moves_at_midnight_of_the_store_when_a_day_of_the_month_begins(client, shelf, time_machine):
    time_machine.move_to(NOON, tick=False)
    a_campaign(shelf["chairs"], month_days=(8,))
    eighth = clock.store_day(NOON) + timedelta(days=1)
    for instant, cheapest in (
        (clock.day_start(eighth) - timedelta(seconds=1), "100.00"),
        (clock.day_start(eighth), "84.00"),
        (clock.day_end(eighth) - timedelta(seconds=1), "84.00"),
        (clock.day_end(eighth), "100.00"),
    ):
        time_machine.move_to(instant, tick=False)
        assert prices(client)[0] == Decimal(cheapest), instant


def test_the_list_moves_back_when_the_last_of_the_budget_is_spent(client, shelf):
    promotion = a_campaign(shelf["chairs"], budget=Decimal("21.00"))
    assert prices(client)[0] == Decimal("84.00")
    record_use(uses=[Use(promotion.offers.get().pk, promotion.pk, 1, Decimal("21.00"))], order_number="A")
    assert prices(client) == money("100.00", "105.00", "120.00")


def test_a_price_is_shown_only_as_long_as_the_budget_reaches_for_a_whole_piece(client, shelf):
    promotion = a_campaign(shelf["everything"], budget=Decimal("100.00"))
    assert prices(client) == money("80.00", "84.00", "96.00")
    record_use(uses=[Use(promotion.offers.get().pk, promotion.pk, 1, Decimal("77.00"))], order_number="A")
    assert prices(client) == money("80.00", "84.00", "120.00")
    record_use(uses=[Use(promotion.offers.get().pk, promotion.pk, 1, Decimal("2.50"))], order_number="B")
    assert prices(client) == money("80.00", "105.00", "120.00")
    give_back_use(order_number="A")
    assert prices(client) == money("80.00", "84.00", "96.00")


def test_while_a_budget_is_enough_for_every_piece_an_order_moves_no_list(shelf, django_assert_num_queries):
    promotion = a_campaign(shelf["everything"], budget=Decimal("1000.00"))
    show_prices()
    before = offers_in_force()
    record_use(uses=[Use(promotion.offers.get().pk, promotion.pk, 1, Decimal("77.00"))], order_number="A")
    with django_assert_num_queries(1):  # the rules, which know the budget
        show_prices()
    assert offers_in_force() == before


def test_what_only_some_are_offered_is_not_in_the_list(client, shelf):
    a_campaign(shelf["chairs"], audience=Promotion.Audience.MEMBERS, least_level=4)
    a_campaign(shelf["chairs"], audience=Promotion.Audience.FIRST_ORDER)
    assert prices(client) == money("100.00", "105.00", "120.00")


def test_a_price_that_a_merchant_changes_is_in_its_place_at_once(client, shelf):
    a_campaign(shelf["everything"], "50")
    show_prices()
    product = a_product("Vase", price="90.00")
    assert [price for _, price, _ in printed(client, "sort=price")] == money("45.00", "50.00", "52.50", "60.00")
    skus.price_variant(stock_id=product.stockrecords.get().pk, price=Decimal("230.00"))
    assert [price for _, price, _ in printed(client, "sort=price")] == money("50.00", "52.50", "60.00", "115.00")


def test_only_what_moves_is_written_and_nothing_where_no_offer_changed(shelf, django_assert_num_queries):
    a_campaign(shelf["chairs"])
    show_prices()
    assert search.reprice() == 0
    with django_assert_num_queries(0):
        show_prices()
    a_campaign(shelf["chairs"], "30")
    assert search.reprice() == 1


# Whatever is offered


def a_random_campaign(random, goods):
    gain = random.choice((Gain.PERCENTAGE, Gain.AMOUNT_EACH))
    more = {
        "combines": random.random() < 0.5,
        "priority": random.randint(0, 2),
        "least_level": random.choice((0, 0, 0, 3)),
        "budget": random.choice((None, None, Decimal(random.randint(1, 60)))),
        "starts_at": random.choice((None, clock.now() - HOUR, clock.now() + HOUR)),
    }
    more["audience"] = "members" if more["least_level"] else random.choice(("everyone", "everyone", "first order"))
    return a_campaign(goods, str(Decimal(random.randint(1, 7_000)) / 100), gain=gain, **more)


@pytest.fixture
def many():
    random = Random(7)
    categories = [a_category(name) for name in ("Lamps", "Chairs", "Rugs")]
    for number in range(12):
        price = Decimal(random.randint(500, 20_000)) / 100
        was = str(price + 10) if number % 4 == 0 else None
        a_product(f"Thing {number}", category=categories[number % 3], price=str(price), was=was)
    scopes = [Scope(), *(Scope(categories=frozenset([category.pk])) for category in categories)]
    return [range_for(scope) for scope in scopes]


def listed(**asked):
    """As the page's cards say it, without drawing the page."""
    cards = with_offers(found(**asked).cards)
    return [(card.id, card.price_now, card.price_was is not None) for card in cards]


def test_whatever_is_offered_the_list_is_in_the_order_of_its_prices_and_its_filters_keep_their_word(many):
    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def holds(random):
        Promotion.objects.all().delete()
        for _ in range(random.randint(1, 5)):
            a_random_campaign(random, random.choice(many))
        show_prices()
        rising, falling = listed(sort="price"), listed(sort="-price")
        shown = [price for _, price, _ in rising]
        assert shown == sorted(shown)
        assert len(rising) == 12
        assert falling == rising[::-1]
        low, high = sorted(random.sample(shown, 2))
        within = {"price_from": [str(low)], "price_to": [str(high)]}
        assert listed(sort="price", filters=within) == [card for card in rising if low <= card[1] <= high]
        assert listed(sort="price", filters={"reduced": ["1"]}) == [card for card in rising if card[2]]

    holds()


def test_what_may_not_be_reduced_is_shown_and_charged_at_its_own_price(client, shelf):
    a_campaign(shelf["everything"], "50")
    chair = Product.objects.get(title_en="Chair")
    chair.is_discountable = False
    chair.save()
    search.refresh([chair.pk])
    assert prices(client) == money("50.00", "60.00", "105.00")
    assert prices(client, "reduced=1&sort=price") == money("50.00", "60.00")
