"""One buyer with many tabs says it once."""

from uuid import uuid4

import pytest

from catalogue.reviews import services
from catalogue.reviews.models import ProductReview
from kernel.lifecycle import IllegalMove, MovedMeanwhile
from tests.catalogue.factories import a_product
from tests.membership.staff.factories import a_shopper
from tests.races.crowds import at_once


@pytest.fixture
def lin(transactional_db):
    return a_shopper()


def test_many_tabs_write_one_review(lin):
    product = a_product()

    def write(_tab):
        words = services.Words(score=5, title=uuid4().hex, body="Good")
        services.write_review(product=product, user=lin, words=words, bought_with="N-1")

    became = at_once(write, range(6), refused=services.AlreadyReviewed)
    assert sorted(became) == ["done"] + ["refused"] * 5
    assert ProductReview.objects.count() == 1


def test_of_two_who_judge_one_is_first(lin):
    words = services.Words(score=5, title="Good", body="Good")
    review = services.write_review(product=a_product(), user=lin, words=words, bought_with="N-1")

    def approve(mine):
        try:
            services.approve_review(review=mine)
        except MovedMeanwhile as late:
            raise IllegalMove from late

    both = [ProductReview.objects.get(pk=review.pk) for _ in range(2)]
    became = at_once(approve, both, refused=IllegalMove)
    assert sorted(became) == ["done", "refused"]
