"""The first visitor of a new demo finds pictures."""

import pytest

from catalogue.photos import services as photos
from catalogue.photos.queries import photos_of
from shop.content.models import FocusImage
from shop.demo import darkroom, window
from tests.catalogue.factories import a_picture, a_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def hang(product, *sizes):
    for size in sizes:
        photos.add_photo(product=product, upload=a_picture(*size))


def test_what_is_seen_first_is_ready_when_the_story_is_told():
    chair, lamp = a_product(), a_product()
    hang(chair, (400, 300), (500, 300), (600, 300))
    hang(lamp, (700, 300))
    window.dress("/categories/seats-1/")
    with darkroom.at_work():
        hang(lamp, (800, 300))
    shown = photos_of([chair.pk, lamp.pk])
    assert shown[chair.pk][0].is_ready and shown[lamp.pk][0].is_ready
    assert not shown[lamp.pk][1].is_ready, "it came too late and waits for the worker"
    assert FocusImage.objects.get().widths


def test_a_story_that_breaks_off_leaves_no_photograph_half_made():
    chair = a_product()
    hang(chair, *((400 + width, 300) for width in range(20)))
    with pytest.raises(KeyboardInterrupt), darkroom.at_work():
        raise KeyboardInterrupt
    assert not any(photo.is_ready for photo in photos_of([chair.pk])[chair.pk])
