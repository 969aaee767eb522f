"""A buyer says what they think; the merchant looks at it; everyone reads it; points follow. From page to page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalogue.reviews import queries, services
from catalogue.reviews.models import ProductReview, ReviewPhoto
from kernel import clock, outbox
from kernel.models import AuditEntry
from kernel.thresholds import set_values
from membership.messages.models import Message
from membership.points.queries import balance_of, history_of
from orders.models import Order
from tests.browsers import Browser
from tests.catalogue.factories import a_dress
from tests.membership.staff.factories import a_member_of_staff, a_shopper
from tests.orders.aftersales.photographs import a_photograph
from tests.orders.factories import a_stock, an_order
from tests.shop.backoffice.pictures import a_picture

pytestmark = pytest.mark.django_db

SAID = {"score": "4", "title": "Stands well", "body": "It leans a little,\nbut lives."}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def lin():
    return a_shopper(email="lin@example.com")


@pytest.fixture
def product():
    return a_stock().product


@pytest.fixture
def buyer(client, lin, product):
    """A browser in which somebody is logged in to whom the product was delivered."""
    order = an_order(product.stockrecords.get(), user=lin)
    Order.objects.filter(pk=order.pk).update(status="delivered", delivered_at=clock.now(), paid_at=clock.now())
    client.force_login(lin)
    return client


@pytest.fixture
def office():
    browser = Browser()
    browser.force_login(a_member_of_staff("merchandiser"))
    return browser


def page_of(product):
    return f"/products/{product.pk}/review/"


def say(browser, product, **changes):
    return browser.post(page_of(product), {**SAID, **changes})


def judge(office, how, **sent):
    answer = office.post(f"/backoffice/reviews/{ProductReview.objects.get().pk}/{how}/", sent)
    outbox.deliver_due()
    return answer


def held(member):
    return balance_of(member.pk).available


def test_a_review_is_shown_once_it_was_looked_at_and_then_earns_points(buyer, office, product, lin):
    assert say(buyer, product).status_code == 302
    assert "Being looked at" in buyer.get(page_of(product)).text
    assert (queries.reviews_of(product).count(), held(lin)) == (0, 0)
    assert "Stands well" in office.get("/backoffice/reviews/").text
    judge(office, "approval")
    page = buyer.get(product.get_absolute_url()).text
    assert "Stands well" in page and "lin@example.com" not in page
    product.refresh_from_db()
    assert (product.review_count, int(product.rating), held(lin)) == (1, 4, 20)
    assert Message.objects.get(kind="review-shown").user == lin
    assert AuditEntry.objects.filter(action="review.approved").exists()


def order_page(lin):
    return Order.objects.get(user=lin).get_absolute_url()


def test_who_wrote_a_review_is_told_what_became_of_it_and_asked_for_no_other(buyer, office, product, lin):
    places = (order_page(lin), product.get_absolute_url())
    assert all("Write a review" in buyer.get(place).text for place in places)
    say(buyer, product)
    for place in places:
        page = buyer.get(place).text
        assert "Being looked at" in page and page_of(product) in page and "Write a review" not in page
    judge(office, "rejection", reason="It names somebody.")
    for place in places:
        assert "Not shown" in buyer.get(place).text and "It names somebody." in buyer.get(place).text
        assert "未展示" in buyer.get(f"/zh-hans{place}").text
    say(buyer, product)
    judge(office, "approval")
    assert all("Write a review" not in buyer.get(place).text for place in places)
    assert "Write a review" in Browser().get(product.get_absolute_url()).text


def test_a_review_of_a_product_is_found_from_the_variant_that_was_bought(buyer, lin):
    family = a_dress()
    variant = family.children.first()
    said = ProductReview.objects.create(product=family, user=lin, score=5, title="Good", body="Good")
    alone = ProductReview.objects.create(product=a_stock().product, user=lin, score=5, title="Good", body="Good")
    found = queries.reviews_by(lin.pk, [variant.pk, alone.product_id])
    assert found == {variant.pk: said, alone.product_id: alone}


def test_photographs_earn_more_and_are_seen_only_when_it_is_shown(buyer, office, product, lin):
    say(buyer, product, photographs=[a_photograph(), a_photograph("two.jpg")])
    photo = ReviewPhoto.objects.first()
    private = f"/backoffice/reviews/{photo.review_id}/photographs/{photo.pk}/"
    shown = office.get(private)
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert buyer.get(private).status_code == 404
    judge(office, "approval")
    services.publish_photographs(review_id=photo.review_id)
    services.publish_photographs(review_id=photo.review_id)
    photo.refresh_from_db()
    page = buyer.get(product.get_absolute_url()).text
    assert photo.name and f'<img src="/media/{photo.name.removesuffix(".jpg")}' in page
    assert held(lin) == 50


def test_nothing_of_a_photograph_but_its_pixels_is_kept(buyer, product):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 0.0)}
    say(buyer, product, photographs=[a_picture(kind="JPEG", name="here.jpg", exif=exif)])
    with ReviewPhoto.objects.get().file.open() as file, Image.open(file) as kept:
        assert not kept.getexif()


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"GIF89a", b""])
def test_what_is_no_photograph_is_refused_and_nothing_typed_is_lost(buyer, product, content):
    answer = say(buyer, product, photographs=[SimpleUploadedFile("x.svg", content, "image/svg+xml")])
    assert answer.status_code == 422
    assert "It leans a little" in answer.text
    assert not ProductReview.objects.exists()


def test_only_who_received_it_speaks_of_it(client, product, lin):
    assert client.get(page_of(product)).status_code == 302
    client.force_login(lin)
    an_order(product.stockrecords.get(), user=lin)
    assert "Reviews are by buyers" in client.get(page_of(product)).text
    assert say(client, product).status_code == 403
    assert not ProductReview.objects.exists()


def test_it_is_said_once_for_each_product(buyer, product):
    say(buyer, product)
    assert say(buyer, product, title="Again").status_code == 403
    assert ProductReview.objects.get().title == "Stands well"


def test_what_is_rejected_earns_nothing_says_why_and_may_be_written_anew(buyer, office, product, lin):
    say(buyer, product, photographs=[a_photograph()])
    assert judge(office, "rejection").status_code == 302
    assert ProductReview.objects.get().status == ProductReview.FOR_MODERATION
    judge(office, "rejection", reason="It names a person.")
    assert "It names a person." in buyer.get(page_of(product)).text
    assert "It names a person." in Message.objects.get(kind="review-rejected").text
    assert held(lin) == 0
    say(buyer, product, title="Anew")
    assert not ReviewPhoto.objects.exists()
    judge(office, "approval")
    assert ProductReview.objects.get().title == "Anew"
    assert held(lin) == 20


def test_what_is_taken_down_has_earned_nothing(buyer, office, product, lin):
    say(buyer, product)
    judge(office, "approval")
    judge(office, "rejection", reason="A copy of another.")
    product.refresh_from_db()
    assert (held(lin), product.review_count) == (0, 0)
    assert [entry.kind for entry in history_of(lin)] == ["taken_back", "earned"]


def test_approving_twice_and_hearing_twice_earns_once(buyer, office, product, lin):
    say(buyer, product)
    judge(office, "approval")
    assert (
        "meanwhile" in office.post(f"/backoffice/reviews/{ProductReview.objects.get().pk}/approval/", follow=True).text
    )
    outbox.deliver_due()
    assert held(lin) == 20


def test_what_a_review_earns_is_the_merchants_to_say(buyer, office, product, lin):
    set_values({"points.review": 0})
    say(buyer, product)
    judge(office, "approval")
    assert held(lin) == 0


def test_the_store_answers_below_it(buyer, office, product):
    say(buyer, product)
    judge(office, "approval")
    judge(office, "reply", reply="We send you a stand.")
    assert "We send you a stand." in buyer.get(product.get_absolute_url()).text
    assert "Stands well" in buyer.get("/zh-hans" + product.get_absolute_url()).text


def test_the_order_leads_to_the_review(buyer, product):
    order = Order.objects.get()
    assert page_of(product) in buyer.get(order.get_absolute_url()).text


def test_the_queue_costs_the_same_for_one_or_many(buyer, office, product, django_assert_max_num_queries):
    for score in (1, 2, 3, 4, 5):
        author = a_shopper()
        review = ProductReview.objects.create(
            product=product, user=author, score=score, title="t", body="b", photo_count=1, status=0
        )
        ReviewPhoto.objects.create(review=review, place=0, file="none.jpg", width=1, height=1)
    office.get("/backoffice/reviews/")
    with django_assert_max_num_queries(9):
        assert "t" in office.get("/backoffice/reviews/").text


def test_photographs_cost_the_product_page_nothing_more(client, product, django_assert_max_num_queries):
    said = {"product": product, "score": 5, "body": "b", "status": ProductReview.APPROVED, "photo_count": 1}
    for number in range(3):
        review = ProductReview.objects.create(title=f"Number {number}", user=a_shopper(), **said)
        ReviewPhoto.objects.create(review=review, place=0, name="photos/a.jpg", widths=[320], width=400, height=400)
    services.recount(product_ids=[product.pk])
    client.get("/")
    client.get(a_stock().product.get_absolute_url())  # after which the process knows how parcels travel
    with django_assert_max_num_queries(8):
        assert "Number 2" in client.get(product.get_absolute_url()).text
