import pytest

from catalogue.models import ProductImage
from kernel.models import AuditEntry
from tests.catalogue.factories import a_picture, a_product
from tests.membership.staff.factories import a_member_of_staff
from tests.shop.backoffice.pictures import no_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def merchant(client):
    client.force_login(a_member_of_staff("merchandiser"))
    return client


@pytest.fixture
def product(db):
    return a_product()


def upload(browser, product, *files):
    return browser.post(f"/backoffice/products/{product.pk}/photographs/uploads/", {"files": files}, follow=True)


def named(file, name):
    file.name = name
    return file


def three(browser, product):
    upload(browser, product, *(named(a_picture(colour=c), f"{c}.jpg") for c in ("red", "green", "blue")))
    return list(ProductImage.objects.filter(product=product))


def arrange(browser, product, *rows):
    sent = {}
    for image, place, more in rows:
        sent |= {f"photo-{image.pk}-{name}": value for name, value in {"place": place, **more}.items()}
    return browser.post(f"/backoffice/products/{product.pk}/photographs/arrangement/", sent)


def test_several_photographs_arrive_at_once_in_their_order(merchant, product):
    images = three(merchant, product)
    assert [image.display_order for image in images] == [0, 1, 2]
    assert AuditEntry.objects.filter(action="photo.added", subject=f"product:{product.pk}").count() == 3


def test_a_refused_file_says_why_and_the_others_are_taken(merchant, product):
    answer = upload(merchant, product, no_picture(name="evil.svg"), named(a_picture(), "good.jpg"))
    assert "evil.svg: This is not a picture that can be read" in answer.text
    assert "1 photograph added." in answer.text
    assert ProductImage.objects.count() == 1


def test_photographs_are_put_in_order_described_and_removed(merchant, product):
    red, green, blue = three(merchant, product)
    answer = arrange(
        merchant,
        product,
        (red, 3, {"caption_en": "From the front", "caption_zh_hans": "正面"}),
        (green, 2, {"remove": "on"}),
        (blue, 1, {}),
    )
    assert answer.status_code == 302
    assert list(ProductImage.objects.filter(product=product)) == [blue, red]
    red.refresh_from_db()
    assert (red.caption_en, red.caption_zh_hans) == ("From the front", "正面")
    entry = AuditEntry.objects.latest("number")
    assert entry.action == "photos.arranged"
    assert (len(entry.before["photos"]), len(entry.after["photos"])) == (3, 2)


@pytest.mark.parametrize("place", ["0", "-1", "x", "", "1e9"])
def test_a_place_that_is_no_number_changes_nothing(merchant, product, place):
    [red, *_] = images = three(merchant, product)
    assert arrange(merchant, product, (red, place, {}), *((image, 1, {}) for image in images[1:])).status_code == 422
    assert list(ProductImage.objects.filter(product=product)) == images


def test_the_page_costs_the_same_for_one_photograph_or_many(merchant, product, django_assert_max_num_queries):
    three(merchant, product)
    with django_assert_max_num_queries(12):
        merchant.get(f"/backoffice/products/{product.pk}/photographs/")
