"""What search engines are told."""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

import pytest

from catalogue.models import Product
from tests.catalogue.factories import a_category, a_product

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses_in(client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [place.text for place in ElementTree.fromstring(answer.content).iter(f"{SITEMAP}loc")]


def test_the_map_leads_to_every_page_in_both_languages(client, settings):
    category = a_category()
    product, hidden = a_product(category=category), a_product(on_shelf=False)
    files = addresses_in(client, "/sitemap.xml")
    found = [place for file in files for place in addresses_in(client, file.removeprefix(settings.STORE_URL))]
    for address in ("/", category.get_absolute_url(), product.get_absolute_url()):
        assert settings.STORE_URL + address in found
        assert settings.STORE_URL + "/zh-hans" + address in found
    assert settings.STORE_URL + hidden.get_absolute_url() not in found
    assert len(found) == len(set(found))


def test_each_place_names_its_other_languages(client, settings):
    assert f'hreflang="zh-Hans" href="{settings.STORE_URL}/zh-hans/"' in client.get("/sitemap-0.xml").content.decode()


def test_a_file_past_the_last_is_not_there(client):
    assert client.get("/sitemap-7.xml").status_code == 404


def test_when_a_product_changed_is_said_to_the_second_where_the_store_is(client, settings):
    product = a_product()
    Product.objects.filter(pk=product.pk).update(date_updated=datetime(2026, 11, 22, 17, 30, 5, 9, tzinfo=UTC))
    assert "<lastmod>2026-11-23T01:30:05+08:00</lastmod>" in client.get("/sitemap-1.xml").text


def test_robots_are_kept_off_what_is_a_shoppers_own(client, settings):
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /orders/" in said and "Disallow: /zh-hans/account/" in said
    assert f"Sitemap: {settings.STORE_URL}/sitemap.xml" in said
    assert "Disallow: /products" not in said
