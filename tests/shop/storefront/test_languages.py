"""Which language a first visitor meets, and that what one chooses wins."""

import pytest

from shop.storefront.languages import address_in

pytestmark = pytest.mark.django_db

CHINESE_BROWSERS = ["zh-CN,zh;q=0.9,en;q=0.8", "zh", "zh-TW", "zh-Hans-CN", "fr, zh;q=0.8, en;q=0.5", "ZH-hans"]


@pytest.mark.parametrize("wish", CHINESE_BROWSERS)
def test_a_chinese_browser_is_led_to_the_same_page_in_chinese(client, wish):
    answer = client.get("/search/?q=chair&sort=price", headers={"accept-language": wish})
    assert (answer.status_code, answer["Location"]) == (302, "/zh-hans/search/?q=chair&sort=price")
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize("wish", ["en-GB,en;q=0.9,zh;q=0.5", "fr-FR", "*", "", "en, zh;q=0", ";;;,q=x"])
def test_any_other_browser_sees_the_address_as_it_is(client, wish):
    answer = client.get("/", headers={"accept-language": wish})
    assert answer.status_code == 200
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


def test_a_crawler_without_a_wish_sees_the_address_as_it_is(client):
    assert client.get("/").status_code == 200


def test_an_explicit_choice_wins_over_the_browser(client):
    client.get("/zh-hans/language/en/", {"next": "/zh-hans/about/"})
    assert client.get("/about/", headers={"accept-language": "zh-CN"}).status_code == 200


def test_the_choice_is_kept_for_plain_addresses(client):
    client.get("/language/zh-hans/", {"next": "/"})
    assert client.get("/about/", headers={"accept-language": "en"})["Location"] == "/zh-hans/about/"


@pytest.mark.parametrize(
    ("switch", "page", "there"),
    [
        ("/language/zh-hans/", "/products/chair-7/?colour=red&size=m", "/zh-hans/products/chair-7/?colour=red&size=m"),
        ("/zh-hans/language/en/", "/zh-hans/search/?q=%E6%A4%85", "/search/?q=%E6%A4%85"),
        ("/zh-hans/language/en/", "/zh-hans/", "/"),
        ("/language/en/", "/about/", "/about/"),
    ],
)
def test_the_switch_keeps_the_page_and_its_query(client, switch, page, there):
    assert client.get(switch, {"next": page})["Location"] == there


@pytest.mark.parametrize("trap", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil", ""])
def test_the_switch_never_leads_off_our_ground(client, trap):
    assert client.get("/language/en/", {"next": trap})["Location"] == "/"


def test_an_unknown_language_is_no_page(client):
    assert client.get("/language/tlh/", {"next": "/"}).status_code == 404


def test_the_link_of_a_page_switches_this_very_page(client):
    assert b'href="/language/zh-hans/?next=%2Fsearch%2F%3Fq%3Dchair"' in client.get("/search/?q=chair").content


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/healthz"])
def test_what_lives_under_no_language_is_not_led_anywhere(client, address):
    assert client.get(address, headers={"accept-language": "zh"}).status_code == 200


def test_a_form_that_is_sent_is_not_led_anywhere(client):
    assert client.post("/about/", headers={"accept-language": "zh"}).status_code != 302


def test_a_page_in_chinese_says_so(client):
    page = client.get("/zh-hans/").content.decode()
    assert '<html lang="zh-Hans"' in page
    assert "掌柜" in page


@pytest.mark.parametrize(
    ("address", "english", "chinese"),
    [("/", "/", "/zh-hans/"), ("/zh-hans/?a=1", "/?a=1", "/zh-hans/?a=1"), ("/zh-hans", "/", "/zh-hans/")],
)
def test_an_address_in_each_language(address, english, chinese):
    assert (address_in("en", address), address_in("zh-hans", address)) == (english, chinese)


@pytest.mark.parametrize(("theme", "drawn"), [("dark", True), ("light", True), ("", False), ("neon", False)])
def test_day_and_night_are_kept_and_the_page_stays(client, theme, drawn):
    answer = client.get("/appearance/", {"theme": theme}, headers={"referer": "http://testserver/about/?a=1"})
    assert answer["Location"] == "/about/?a=1"
    assert (f'data-theme="{theme}"' in client.get("/").content.decode()) is drawn
