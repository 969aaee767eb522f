"""A disk that is full: whoever was on the way is asked to come back, and nothing is left half done."""

import errno

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection

from catalogue.models import ProductImage
from orders.aftersales.models import Evidence, Return
from orders.models import Order
from tests.catalogue.factories import a_picture
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.aftersales.factories import a_delivered_order
from tests.orders.aftersales.photographs import a_photograph
from tests.orders.aftersales.test_pages import ask
from tests.orders.buying import a_buyer, outcome
from tests.orders.factories import a_stock
from tests.shop.backoffice.pictures import a_picture as a_logo
from tests.shop.backoffice.test_settings import save

pytestmark = pytest.mark.django_db

#: As PostgreSQL says it itself, for one table.
FULL_DATABASE = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk();
"""
ROOM_AGAIN = "DROP FUNCTION full_disk CASCADE"


class FullDisk(FileSystemStorage):
    """Takes ``ROOM`` files more and no other."""

    room = 0

    def _save(self, name, content):
        if FullDisk.room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        FullDisk.room -= 1
        return super()._save(name, content)


@pytest.fixture
def full_disk(settings, monkeypatch, tmp_path):
    here = {"BACKEND": f"{__name__}.FullDisk", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": here}
    monkeypatch.setattr(Evidence._meta.get_field("file"), "storage", FullDisk(tmp_path))
    FullDisk.room = 0
    return tmp_path


@pytest.fixture
def stock(db):
    return a_stock()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["order_order", "order_line", "partner_allocation"])
def test_an_order_that_cannot_be_written_is_not_placed_and_can_be_sent_again(stock, table):
    buyer = a_buyer()
    buyer.browser.raise_request_exception = False
    buyer.come_to_checkout(stock)
    run(FULL_DATABASE.format(table=table))
    refused = buyer.place()
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "nothing is ordered or charged twice" in refused.text
    stock.refresh_from_db()
    assert (Order.objects.count(), stock.num_allocated) == (0, 0)
    run(ROOM_AGAIN)
    assert outcome(buyer.place()) == "placed"
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words"), [("", "We cannot keep photographs just now."), ("/zh-hans", "现在暂时无法保存照片")]
)
def test_a_request_whose_photographs_find_no_room_is_not_made_and_keeps_what_was_typed(
    client, stock, django_user_model, full_disk, language, words
):
    FullDisk.room = 1
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    client.force_login(member)
    order = a_delivered_order(stock, user=member)
    answer = ask(client, order, language=language, note="broken", photographs=[a_photograph(), a_photograph()])
    assert answer.status_code == 409
    assert words in answer.text and "broken" in answer.text
    assert (Return.objects.count(), Evidence.objects.count()) == (0, 0)
    assert [path for path in full_disk.rglob("*") if path.is_file()] == []
    assert ask(client, order, language=language).status_code == 302


def test_a_merchant_is_told_which_photograph_found_no_room(client, stock, full_disk):
    client.force_login(a_member_of_staff("merchandiser"))
    address = f"/backoffice/products/{stock.product_id}/photographs/uploads/"
    answer = client.post(address, {"files": [a_picture()]}, follow=True)
    assert "there is no room on the disk for it" in answer.text
    assert not ProductImage.objects.exists()


def test_any_other_upload_is_asked_to_come_back(client, full_disk):
    client.force_login(a_member_of_staff("owner"))
    client.raise_request_exception = False
    answer = save(client, logo=a_logo())
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
