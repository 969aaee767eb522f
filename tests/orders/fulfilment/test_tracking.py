from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from orders.fulfilment import queries, services
from tests.orders.fulfilment import pushes
from tests.orders.fulfilment.conftest import NUMBER, START
from tests.orders.fulfilment.test_pushes import tell


@pytest.fixture
def promised(order):
    order.promised_on = date(2026, 11, 27)
    order.save()
    return order


@pytest.fixture
def parcel(promised):
    return services.ship_parcel(order=promised, carrier="yuantong", number=NUMBER)


def test_a_parcel_on_its_way_says_what_was_and_what_comes(promised, parcel):
    tell(*pushes.life(START)[:2])
    [track] = queries.tracking_of(promised)
    assert (track.heading, track.carrier, track.number) == ("Arriving Fri 27 Nov", "YTO Express", NUMBER)
    assert [(step.state, step.title) for step in track.steps] == [
        ("next", "Delivered"),
        ("now", "离开【昆山转运中心】，发往上海"),
        ("", "昆山仓 已揽收"),
        ("", "Handed to the carrier"),
    ]
    assert track.steps[0].when == "expected Fri 27 Nov"
    assert [(piece.title, piece.quantity, str(piece.price)) for piece in track.pieces] == [
        ("Cactus in terracotta", 2, "138.00"),
        ("Plain stool", 2, "478.00"),
    ]


def test_a_parcel_that_arrived_says_when(promised, parcel):
    tell(*pushes.life(START))
    [track] = queries.tracking_of(promised)
    assert (track.heading, track.has_arrived) == ("Delivered Wed 25 Nov", True)
    assert "next" not in [step.state for step in track.steps]
    with translation.override("zh-hans"):
        assert queries.tracking_of(promised)[0].heading == "11月25日 周三 已签收"


def test_a_parcel_coming_back_promises_nothing(promised, parcel):
    tell(pushes.node(START, "14", "收件人拒收"))
    [track] = queries.tracking_of(promised)
    assert (track.heading, [step.state for step in track.steps]) == ("On the way back", ["now", ""])


def test_tracking_costs_three_queries_however_many_parcels(promised, django_assert_num_queries):
    cacti, stools = promised.lines.order_by("pk")
    services.ship_parcel(order=promised, carrier="yuantong", number=NUMBER, pieces={cacti.pk: 1, stools.pk: 2})
    tell(*pushes.life(START))
    services.ship_parcel(order=promised, carrier="courier", number="CC2611240937")
    with django_assert_num_queries(3):
        tracks = queries.tracking_of(promised)
    assert [(track.place, track.of, track.has_arrived) for track in tracks] == [(2, 2, False), (1, 2, True)]
    assert str(tracks[0].pieces[0].price) == "69.00"


@pytest.mark.parametrize(("language", "words"), [("en", "Share tracking"), ("zh-hans", "分享物流")])
def test_the_block_of_the_order_page_speaks_the_shoppers_language(promised, parcel, language, words):
    tell(*pushes.life(START)[:3], pushes.node(START + timedelta(hours=10), "208", "快件滞留"))
    with translation.override(language):
        drawn = render_to_string("orders/fulfilment/parcels.html", {"parcels": queries.tracking_of(promised)})
    assert words in drawn
    assert NUMBER in drawn
    assert "¥478.00" in drawn
    assert 'data-state="next"' in drawn


def test_a_public_link_shows_the_track_and_nobody(client, promised, parcel, django_assert_max_num_queries):
    tell(*pushes.life(START))
    [track] = queries.tracking_of(promised)
    client.get(track.url)
    with django_assert_max_num_queries(6):
        page = client.get(track.url).content.decode()
    assert "昆山仓 已揽收" in page
    for personal in ("13800138000", "李四", "Cactus", promised.number, "guest@example.com"):
        assert personal not in page
    assert 'content="noindex"' in page


def test_a_link_made_up_or_changed_opens_nothing(client, promised, parcel):
    [track] = queries.tracking_of(promised)
    assert client.get(track.url[:-2] + "/").status_code == 404
    assert client.get(track.url.replace("yuantong", "zhongtong")).status_code == 404
    assert client.get(f"/parcels/yuantong.{NUMBER}/").status_code == 404


def test_the_public_page_speaks_chinese(client, promised, parcel):
    [track] = queries.tracking_of(promised)
    assert "已交给快递" in client.get(f"/zh-hans{track.url}").content.decode()
