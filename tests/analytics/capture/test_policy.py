import pytest

from analytics.capture import policy

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
        "python-requests/2.32",
        "curl/8.5",
        "WhatsApp/2.23",
        "",
    ],
)
def test_programs_are_known_by_their_name_or_by_having_none(user_agent):
    assert policy.is_machine(user_agent, "en")


def test_a_browser_says_which_languages_it_reads():
    assert policy.is_machine(DESK, "")
    assert not policy.is_machine(DESK, "zh-CN,zh;q=0.9")


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (IPHONE, "phone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/126 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148", "tablet"),
        (DESK, "desktop"),
    ],
)
def test_of_the_browser_only_the_size_of_the_screen_is_kept(user_agent, device):
    assert policy.device_of(user_agent) == device


@pytest.mark.parametrize(
    ("headers", "choice", "ask_first", "followed"),
    [
        ({}, "", False, True),
        ({"DNT": "1"}, "yes", False, False),
        ({"Sec-GPC": "1"}, "", False, False),
        ({}, "no", False, False),
        ({}, "", True, False),
        ({}, "yes", True, True),
    ],
)
def test_who_refuses_is_not_followed(headers, choice, ask_first, followed):
    assert policy.may_follow(headers, choice, ask_first=ask_first) is followed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Linen   SHIRT ", "linen shirt"),
        ("亚麻 衬衫", "亚麻 衬衫"),
        ("order for min.zhou@example.com please", "order for please"),
        ("call +86 138-0013-8000 now", "call now"),
        ("11010519491231002X", ""),
        ("lamp 60", "lamp 60"),
        ("a\x00b", "a b"),
        ("x" * 5000, "x" * 64),
    ],
)
def test_words_are_kept_without_the_person_in_them(typed, kept):
    assert policy.impersonal(typed) == kept


@pytest.mark.parametrize(
    ("referrer", "domain"),
    [
        ("https://www.baidu.com/s?wd=secret", "baidu.com"),
        ("https://shop.example/basket/", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_of_where_they_came_from_only_the_domain_is_kept(referrer, domain):
    assert policy.outside_domain(referrer, "shop.example:8000") == domain


def test_a_page_tells_what_it_saw():
    told = {
        "events": [
            {"kind": "page_leave", "seconds": 12, "scroll": 80},
            {"kind": "cards_shown", "products": [9, 7, 9]},
            {"kind": "click", "target": "card", "product": 7},
        ]
    }
    assert policy.beacon_events(told) == [
        {"kind": "page_leave", "seconds": 12, "scroll": 80},
        {"kind": "cards_shown", "shown": [7, 9]},
        {"kind": "click", "target": "card", "product_id": 7},
    ]


@pytest.mark.parametrize(
    "told",
    [
        [],
        None,
        {"events": {}},
        {"events": ["page_leave"]},
        {"events": [{"kind": "order_paid"}]},
        {"events": [{"kind": ["page_leave"]}]},
        {"events": [{"kind": "page_leave", "seconds": -1, "scroll": 0}]},
        {"events": [{"kind": "page_leave", "seconds": 10**9, "scroll": 0}]},
        {"events": [{"kind": "page_leave", "seconds": "5", "scroll": 0}]},
        {"events": [{"kind": "page_leave", "seconds": True, "scroll": 0}]},
        {"events": [{"kind": "cards_shown", "products": []}]},
        {"events": [{"kind": "cards_shown", "products": list(range(101))}]},
        {"events": [{"kind": "cards_shown", "products": [2**63]}]},
        {"events": [{"kind": "click", "target": "Min Zhou"}]},
        {"events": [{"kind": "page_leave", "seconds": 1, "scroll": 1}] * 21},
    ],
)
def test_a_page_that_makes_things_up_is_refused(told):
    with pytest.raises(policy.BeaconRefused):
        policy.beacon_events(told)
