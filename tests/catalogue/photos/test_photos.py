"""Photographs: taken in safely, made small by a worker, shown in their order and language."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from catalogue.photos import policy, services
from catalogue.photos.queries import photos_of
from catalogue.photos.services import NotAPicture
from catalogue.search.queries import found
from kernel import outbox
from tests.catalogue.factories import a_picture, a_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def product():
    return a_product()


def with_gps() -> BytesIO:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x0112] = 6  # lies on its side
    return a_picture(300, 200, exif=exif)


def test_a_photograph_gets_every_rendition_it_is_large_enough_for(product, media):
    image = services.add_photo(
        product=product, upload=a_picture(1000, 1250), caption={"en": "Front", "zh-hans": "正面"}
    )
    [waiting] = photos_of([product.pk])[product.pk]
    assert (waiting.is_ready, waiting.src) == (False, "")
    services.make_renditions(name=image.original.name)
    [photo] = photos_of([product.pk])[product.pk]
    assert (photo.width, photo.height, photo.alt, photo.widths) == (1000, 1250, "Front", (320, 640, 960))
    assert [source.type for source in photo.sources] == ["image/avif", "image/webp"]
    assert photo.src.endswith("-960.jpg")
    for rendition in (media / "photos").glob("*-*"):
        with Image.open(rendition) as small:
            assert small.width in photo.widths
            assert abs(small.height / small.width - 1.25) < 0.01
            assert not small.getexif()
    assert len(list((media / "photos").glob("*-*"))) == 9


def test_making_renditions_again_changes_nothing(product, media):
    name = services.add_photo(product=product, upload=a_picture()).original.name
    services.make_renditions(name=name)
    made = {file: file.stat().st_mtime_ns for file in (media / "photos").iterdir()}
    services.make_renditions(name=name)
    assert {file: file.stat().st_mtime_ns for file in (media / "photos").iterdir()} == made


def test_a_small_picture_is_never_blown_up(product):
    image = services.add_photo(product=product, upload=a_picture(200, 200))
    services.make_renditions(name=image.original.name)
    image.refresh_from_db()
    assert image.widths == [200]


def test_nothing_of_the_upload_but_its_pixels_is_kept(product):
    image = services.add_photo(product=product, upload=with_gps())
    with default_storage.open(image.original.name) as file, Image.open(file) as kept:
        assert not kept.getexif()
        assert kept.size == (200, 300)  # upright


def test_the_same_photograph_is_stored_once_and_its_name_cannot_be_guessed(product, media):
    first = services.add_photo(product=product, upload=a_picture())
    second = services.add_photo(product=a_product(), upload=a_picture())
    assert first.original.name == second.original.name
    assert len(list((media / "photos").iterdir())) == 1
    assert len(first.original.name) == len("photos/") + 32 + len(".jpg")


def test_transparency_becomes_paper(product):
    clear = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(clear, "PNG")
    image = services.add_photo(product=product, upload=clear)
    assert image.colour == "#ffffff"


def a_bomb() -> BytesIO:
    """A PNG of a few kilobytes that says it is 20,000 pixels square."""
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    return file


REFUSED = {
    "empty": lambda: BytesIO(),
    "text": lambda: BytesIO(b"<html><script>alert(1)</script>"),
    "svg": lambda: BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "tiff": lambda: a_picture(kind="TIFF"),
    "truncated": lambda: BytesIO(a_picture(800, 800, "#123456", "PNG").getvalue()[:-40]),
    "bomb": a_bomb,
    "21 MB": lambda: BytesIO(a_picture().getvalue() + b"\0" * (policy.LARGEST_FILE + 1)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_of_ours_is_refused_with_a_reason_and_leaves_nothing(product, media, what):
    with pytest.raises(NotAPicture) as refusal:
        services.add_photo(product=product, upload=REFUSED[what]())
    assert str(refusal.value.reason)
    assert not product.images.exists()
    assert not (media / "photos").exists()


def test_an_animation_gives_its_first_frame(product):
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("#ff0000", "#00ff00")]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert services.add_photo(product=product, upload=file).colour in ("#fe0000", "#ff0000")


def test_photographs_stand_in_the_order_they_are_put(product):
    images = [
        services.add_photo(product=product, upload=a_picture(colour=c)) for c in ("#111111", "#222222", "#333333")
    ]
    services.arrange_photos(product=product, image_ids=[images[2].pk, 10**9, images[0].pk, images[2].pk])
    assert [photo.id for photo in photos_of([product.pk])[product.pk]] == [images[2].pk, images[0].pk, images[1].pk]
    services.remove_photo(image=images[2])
    assert [photo.id for photo in photos_of([product.pk])[product.pk]] == [images[0].pk, images[1].pk]


def test_lists_show_the_first_photograph_when_its_renditions_are_ready(product):
    image = services.add_photo(product=product, upload=a_picture(), caption={"en": "Front", "zh-hans": "正面"})
    services.make_renditions(name=image.original.name)
    outbox.deliver_due()
    assert found().cards[0].photo.alt == "Front"
    assert found().cards[0].photo.is_ready
    services.describe_photo(image=image, caption={"zh-hans": "连衣裙正面"})
    outbox.deliver_due()
    with translation.override("zh-hans"):
        assert found().cards[0].photo.alt == "连衣裙正面"


def test_any_number_of_products_costs_one_query(product, django_assert_num_queries):
    products = [product, *(a_product() for _ in range(3))]
    for each in products:
        services.add_photo(product=each, upload=a_picture())
    with django_assert_num_queries(1):
        assert len(photos_of([each.pk for each in products])) == 4
