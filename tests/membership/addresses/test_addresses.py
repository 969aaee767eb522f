import pytest
from django.urls import reverse
from oscar.apps.address.models import UserAddress

from membership.addresses import queries, services
from membership.models import User

pytestmark = pytest.mark.django_db

AT_HOME = {
    "name": "林薇",
    "phone": "138 0013 8000",
    "country": "CN",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "文三路 90 号 6 幢 401",
}
ABROAD = {
    "name": "Elena Park",
    "phone": "+44 7911 123456",
    "country": "GB",
    "city": "London",
    "street": "10 Lamb Street",
    "postcode": "E1 6EA",
}


@pytest.fixture
def member():
    return User.objects.create_user("lin@example.com", "a good password")


@pytest.fixture
def at_home(client, member):
    client.force_login(member)
    return client


def kept(member, **changes):
    form = services.address_form({**AT_HOME, **changes})
    assert form.is_valid(), form.errors
    return services.keep_address(user=member, destination=form.destination())


def test_a_chinese_address_reads_large_to_small_and_its_phone_becomes_international():
    form = services.address_form(AT_HOME)
    assert form.is_valid()
    assert form.destination().phone == "+8613800138000"
    assert form.destination().lines == ["浙江省杭州市西湖区", "文三路 90 号 6 幢 401"]


def test_a_municipality_is_not_named_twice():
    shanghai = {**AT_HOME, "province": "上海市", "city": "市辖区", "district": "黄浦区"}
    form = services.address_form(shanghai)
    assert form.is_valid()
    assert form.destination().lines[0] == "上海市黄浦区"


def test_a_city_without_districts_is_asked_for_its_town():
    dongguan = {**AT_HOME, "province": "广东省", "city": "东莞市", "district": "虎门镇"}
    assert services.address_form(dongguan).is_valid()


def test_elsewhere_the_western_form_is_asked():
    form = services.address_form(ABROAD)
    assert form.is_valid(), form.errors
    assert "district" not in form.fields
    assert form.destination().lines == ["10 Lamb Street", "E1 6EA London", ""]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"province": "Atlantis"}, "province"),
        ({"city": "上海市"}, "city"),
        ({"district": "黄浦区"}, "district"),
        ({"street": ""}, "street"),
        ({"name": "林" * 61}, "name"),
        ({"country": "XX"}, "country"),
    ],
)
def test_what_no_courier_could_deliver_to_is_refused_beside_its_field(wrong, field):
    form = services.address_form({**AT_HOME, **wrong})
    assert not form.is_valid()
    assert field in form.errors


def test_asking_for_another_country_redraws_the_form_and_loses_nothing():
    form = services.address_form({**AT_HOME, "country": "GB", "redraw": "1"})
    assert not form.is_bound
    assert "district" not in form.fields
    assert form["street"].value() == AT_HOME["street"]


def test_the_first_address_is_the_usual_one_and_the_same_one_is_kept_once(member):
    first, again = kept(member), kept(member)
    assert first.pk == again.pk
    assert queries.addresses_of(member).get().is_default_for_shipping


def test_when_the_usual_address_goes_another_takes_its_place(member):
    usual, other = kept(member), kept(member, street="另一条路 1 号")
    services.forget_address(user=member, pk=usual.pk)
    assert [(a.pk, a.is_default_for_shipping) for a in queries.addresses_of(member)] == [(other.pk, True)]


def test_the_book_is_two_queries_however_full(at_home, member, django_assert_max_num_queries):
    for number in range(5):
        kept(member, street=f"文三路 {number} 号")
    with django_assert_max_num_queries(10):
        page = at_home.get(reverse("account:addresses"))
    assert page.content.decode().count("<address>") == 5


def test_an_address_is_entered_corrected_and_removed(at_home, member):
    page = at_home.post(reverse("account:new-address"), {**AT_HOME, "phone": "1"})
    assert page.status_code == 422
    assert "文三路" in page.content.decode()
    at_home.post(reverse("account:new-address"), AT_HOME)
    address = UserAddress.objects.get()
    at_home.post(reverse("account:address", args=[address.pk]), {**AT_HOME, "street": "学院路 2 号"})
    address.refresh_from_db()
    assert address.line1 == "学院路 2 号"
    at_home.post(reverse("account:address-removal", args=[address.pk]))
    assert not UserAddress.objects.exists()


def test_someone_elses_address_cannot_be_seen_changed_or_removed(at_home):
    stranger = User.objects.create_user("stranger@example.com", "a good password")
    theirs = kept(stranger)
    for page in (at_home.get, at_home.post):
        assert page(reverse("account:address", args=[theirs.pk]), AT_HOME).status_code == 404
    assert at_home.post(reverse("account:address-removal", args=[theirs.pk])).status_code == 404
    assert queries.destination_of(theirs).name == "林薇"


def test_regions_are_told_to_the_script(client):
    assert client.get(reverse("account:regions")).json()["86"]["330000"] == "浙江省"
