"""A merchant drafts, tries, starts and stops promotions; what contradicts itself is refused and changes nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from catalogue.models import Category
from kernel import clock
from kernel.models import AuditEntry
from promotions.campaigns import queries, services
from promotions.campaigns.services import AlreadyThere, Problem, Refused, Terms, Tier
from promotions.models import ConditionalOffer, Promotion
from promotions.queries import Gain, Need, rules_in_force
from promotions.scopes.services import Scope, range_for
from tests.orders.factories import a_stock


def tiers(*steps):
    return tuple(Tier(Need.WORTH, Decimal(need), Gain.AMOUNT, Decimal(gain)) for need, gain in steps)


@pytest.fixture
def terms(db):
    names = {"en": "Autumn", "zh-hans": "秋季"}
    return Terms(names, "tiers", tiers((300, 30), (500, 80)), range_for(Scope()))


def rules():
    return sorted(rules_in_force(clock.now()), key=lambda rule: rule.need_value)


def test_a_draft_prices_nobody_and_a_started_promotion_everybody_until_it_is_stopped(terms):
    promotion = services.save_promotion(terms=terms)
    assert queries.terms_of(promotion) == terms
    assert rules() == []
    services.start(promotion=promotion)
    assert [(rule.need_value, rule.gain_value) for rule in rules()] == [(300, 30), (500, 80)]
    services.stop(promotion=promotion)
    assert rules() == []
    with pytest.raises(AlreadyThere):
        services.stop(promotion=promotion)
    actions = AuditEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(actions) == ["promotion.created", "promotion.running", "promotion.stopped"]


def test_a_changed_promotion_keeps_its_offers_and_drops_what_it_no_longer_has(terms):
    promotion = services.save_promotion(terms=terms)
    services.start(promotion=promotion)
    first = rules()[0].id
    services.save_promotion(terms=replace_terms(terms, tiers=tiers((200, 10))), promotion=promotion)
    assert [(rule.id, rule.need_value) for rule in rules()] == [(first, 200)]
    assert ConditionalOffer.objects.rewrite(False).count() == 1


def test_the_three_sample_baskets_differ_also_where_one_piece_is_enough(terms):
    for price in ("10.00", "20.00", "30.00"):
        a_stock(price=price)
    lower = Tier(Need.PIECES, Decimal(1), Gain.PERCENTAGE, Decimal(50))
    tried = queries.preview(replace_terms(terms, kind="price", tiers=(lower,)))
    assert [(each.goods, each.total) for each in tried] == [(10, 5), (30, 15), (50, 25)]


def replace_terms(terms, **changed):
    return replace(terms, **changed)


def test_tiers_out_of_order_are_refused_and_nothing_is_kept(terms):
    with pytest.raises(Refused) as refused:
        services.save_promotion(terms=replace_terms(terms, tiers=tiers((500, 80), (300, 30))))
    assert refused.value.problems == [Problem.TIERS_OUT_OF_ORDER]
    assert services.in_words(Problem.TIERS_OUT_OF_ORDER).startswith("Each tier")
    assert not Promotion.objects.exists()


def test_a_copy_is_a_draft_under_another_name(terms):
    promotion = services.save_promotion(terms=terms)
    services.start(promotion=promotion)
    copied = services.copy(promotion=promotion, names={"en": "Winter", "zh-hans": "冬季"})
    assert (copied.status, queries.terms_of(copied).tiers, copied.name_en) == ("draft", terms.tiers, "Winter")


def test_the_merchant_is_told_which_promotions_cannot_be_had_together(terms):
    running = services.save_promotion(terms=terms)
    services.start(promotion=running)
    plants = range_for(Scope(categories=frozenset([Category.objects.add_root({"name": "Plants"}).pk])))
    assert [met.promotion for met in queries.conflicts_of(terms)] == [running]
    assert queries.conflicts_of(terms, running) == []
    assert queries.conflicts_of(replace_terms(terms, range_id=plants)) == [], "no plant is there to meet on"
    over = clock.now() + timedelta(days=2)
    services.save_promotion(terms=replace_terms(terms, ends_at=over), promotion=running)
    assert queries.conflicts_of(replace_terms(terms, starts_at=over)) == []


def test_the_merchant_is_warned_of_what_would_sell_below_its_cost(terms):
    thin = a_stock(price="100.00", cost_price=Decimal("90.00"))
    a_stock(price="100.00", cost_price=Decimal("50.00"))
    (warned,), count = queries.margin_warnings(terms)
    assert (warned.sku, warned.lowest, warned.cost, count) == (thin.partner_sku, Decimal("84.00"), 90, 1)


def test_three_sample_baskets_show_what_the_promotion_does(terms):
    a_stock(price="100.00")
    a_stock(price="260.00")
    below, first, last = queries.preview(terms)
    assert (below.goods, below.total, below.own.missing) == (100, 100, 200)
    assert (first.goods - first.total, last.goods - last.total) == (30, 80)
