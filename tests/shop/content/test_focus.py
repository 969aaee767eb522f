"""The focus image of the home page, planned without a deploy and shown to the second."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.models import OutboxMessage
from shop.content import queries, services
from shop.content.models import FocusImage
from tests.catalogue.factories import a_picture

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def an_image(title: str = "Winter", *, starts_at=None, ends_at=None, **fields) -> FocusImage:
    return services.schedule_focus_image(
        image=FocusImage(
            title_en=title,
            title_zh_hans=f"{title}（中文）",
            button_en="Look",
            button_zh_hans="去看看",
            alt_en="A sofa",
            alt_zh_hans="沙发",
            link="/search/?q=sofa",
            picture=ContentFile(a_picture(800, 600).getvalue(), name="sofa.jpg"),
            starts_at=starts_at or clock.now() - HOUR,
            ends_at=ends_at,
            **fields,
        )
    )


def shown_on(client, address: str = "/") -> str:
    return client.get(address).content.decode()


def test_the_home_page_opens_with_the_image_of_the_moment(client):
    an_image("Winter")
    page = shown_on(client)
    assert "Winter" in page and 'href="/search/?q=sofa"' in page and 'alt="A sofa"' in page


def test_it_speaks_chinese_and_leads_to_chinese_pages(client):
    an_image("Winter")
    page = shown_on(client, "/zh-hans/")
    assert "Winter（中文）" in page and 'href="/zh-hans/search/?q=sofa"' in page and "去看看" in page


def test_it_begins_and_ends_to_the_second_though_pages_are_remembered(client):
    start = clock.now().replace(microsecond=0)
    an_image("Winter", starts_at=start + timedelta(seconds=10), ends_at=start + timedelta(seconds=20))
    seen = []
    for second in (0, 9, 10, 19, 20):
        with time_machine.travel(start + timedelta(seconds=second), tick=False):
            seen.append("Winter" in shown_on(client))
    assert seen == [False, False, True, True, False]


def test_of_two_that_overlap_the_later_one_is_shown_and_then_the_earlier_again():
    now = clock.now()
    an_image("All year", starts_at=now - 3 * HOUR)
    an_image("One hour", starts_at=now - HOUR, ends_at=now + HOUR)
    assert queries.focus().image.title == "One hour"
    assert queries.focus().until == now + HOUR
    with time_machine.travel(now + HOUR, tick=False):
        assert queries.focus().image.title == "All year"


def test_a_change_is_seen_at_once(client):
    image = an_image("Winter")
    assert "Winter" in shown_on(client)
    image.title_en = "Spring"
    services.schedule_focus_image(image=image)
    assert "Spring" in shown_on(client)
    services.withdraw_focus_image(image=image)
    assert "Spring" not in shown_on(client)


def test_an_image_that_ends_before_it_starts_is_refused_and_nothing_is_left():
    with pytest.raises(ValidationError):
        an_image(ends_at=clock.now() - 2 * HOUR)
    assert not FocusImage.objects.exists()


def test_the_database_refuses_it_too():
    image = an_image()
    with pytest.raises(IntegrityError), transaction.atomic():
        FocusImage.objects.filter(pk=image.pk).update(ends_at=image.starts_at)


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "search/"])
def test_it_leads_nowhere_but_into_the_shop(link):
    image = an_image()
    image.link = link
    with pytest.raises(ValidationError):
        services.schedule_focus_image(image=image)


def test_the_picture_gets_its_renditions_once_and_then_the_page_shows_them(client):
    image = an_image()
    assert OutboxMessage.objects.filter(payload__image_id=image.pk).count() == 1
    assert image.picture.url in shown_on(client)
    services.render_focus_image(image_id=image.pk)
    services.render_focus_image(image_id=image.pk)
    image.refresh_from_db()
    assert image.widths == [320, 640]
    assert 'type="image/avif"' in shown_on(client)


def test_the_focus_costs_one_query(django_assert_num_queries):
    an_image()
    with django_assert_num_queries(1):
        assert queries.focus().image
