"""What buyers say, once the merchant has let it through."""

import pytest

from catalogue.reviews import queries, services
from catalogue.reviews.models import ProductReview
from catalogue.search.queries import found
from kernel import outbox
from tests.catalogue.factories import a_product

pytestmark = pytest.mark.django_db

APPROVED, WAITING = ProductReview.APPROVED, ProductReview.FOR_MODERATION


@pytest.fixture
def product():
    return a_product()


def review(product, score, status=APPROVED):
    said = {"title": f"{score} stars", "body": "…", "name": "Lin", "email": "lin@example.com"}
    return ProductReview.objects.create(product=product, score=score, status=status, **said)


def test_only_what_was_approved_is_shown_latest_first(product, django_assert_num_queries):
    first, _, last = review(product, 5), review(product, 1, WAITING), review(product, 4)
    with django_assert_num_queries(1):
        assert list(queries.reviews_of(product)[:10]) == [last, first]


def test_the_rating_is_the_mean_and_says_how_many_gave_each_score(product, django_assert_num_queries):
    for score in (5, 5, 4):
        review(product, score)
    review(product, 1, WAITING)
    with django_assert_num_queries(1):
        rating = queries.rating_of(product)
    assert (str(rating.score), rating.count) == ("4.7", 3)
    assert rating.counts == {5: 2, 4: 1, 3: 0, 2: 0, 1: 0}


def test_without_reviews_there_is_no_rating(product):
    assert queries.rating_of(product).count == 0
    assert found().cards[0].review_count == 0


def test_a_recount_reaches_the_product_and_its_card(product):
    review(product, 5)
    review(product, 4)
    services.recount(product_ids=[product.pk])
    outbox.deliver_due()
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (4.5, 2)
    [card] = found().cards
    assert (card.rating, card.review_count) == (4.5, 2)
    ProductReview.objects.all().delete()
    services.recount(product_ids=[product.pk])
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (None, 0)
