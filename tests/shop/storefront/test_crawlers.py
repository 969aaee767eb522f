"""What search engines are told."""

import xml.etree.ElementTree as ElementTree

import pytest

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


def test_robots_are_kept_off_what_is_a_shoppers_own(client, settings):
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /orders/" in said and "Disallow: /zh-hans/account/" in said
    assert f"Sitemap: {settings.STORE_URL}/sitemap.xml" in said
    assert "Disallow: /products" not in said
