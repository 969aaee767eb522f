"""What may be kept of a visit, and of whom. Plain text in, plain text out."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

#: Programs say so in their user agent. Link previews of chats are programs, too.
MACHINES = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|headless|lighthouse|preview|monitor|uptime|pingdom|scan|fetch|archiver"
    r"|curl|wget|python|httpx|aiohttp|java/|okhttp|go-http|node|axios|libwww|perl|ruby|php/|postman|insomnia"
    r"|facebookexternalhit|whatsapp|telegram|bingpreview|yandex|baiduspider|bytespider|360spider|sogou web",
    re.IGNORECASE,
)
TABLET = re.compile(r"ipad|tablet|kindle|playbook|android(?!.*mobile)", re.IGNORECASE)
PHONE = re.compile(r"mobi|iphone|ipod|windows phone|micromessenger", re.IGNORECASE)

#: An e-mail address, or anything with the digits of a phone, a card or an identity number.
PERSONAL = re.compile(r"\S*@\S*|\+?(?:\d[\s().-]*){7,}[\dxX]?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def is_machine(user_agent: str, accept_language: str) -> bool:
    """Every browser sends both headers; a program that hides its name forgets one of them."""
    return not user_agent or not accept_language or bool(MACHINES.search(user_agent))


def device_of(user_agent: str) -> str:
    """``phone``, ``tablet`` or ``desktop``: as much of the browser as we keep."""
    if TABLET.search(user_agent):
        return "tablet"
    return "phone" if PHONE.search(user_agent) else "desktop"


def may_follow(headers: Mapping[str, str], choice: str, *, ask_first: bool) -> bool:
    """Whether the visits of this browser may be told apart from others'.

    Do Not Track, Global Privacy Control and a "no" always win; where the store asks first, only a "yes" allows it.
    """
    if headers.get("DNT") == "1" or headers.get("Sec-GPC") == "1" or choice == "no":
        return False
    return choice == "yes" or not ask_first


def impersonal(text: str, limit: int = 64) -> str:
    """``text`` without addresses, long numbers and control characters, in lower case, cut to ``limit``."""
    plain = PERSONAL.sub(" ", CONTROL.sub(" ", text[:1000]))
    return " ".join(plain.lower().split())[:limit]


def outside_domain(referrer: str, own_host: str) -> str:
    """The other shop, search engine or mail the visitor came from; nothing where it was a page of ours."""
    try:
        host = (urlsplit(referrer).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host == own_host.split(":")[0].removeprefix("www.") else host[:100]


class BeaconRefused(ValueError):
    """The page's script would not have sent this."""


MOST_EVENTS = 20
MOST_PRODUCTS = 100
LONGEST_SECONDS = 86_400
LARGEST_ID = 2**63 - 1


def beacon_events(payload: Any) -> list[dict[str, Any]]:
    """The events a page reports about itself, as columns of Event. Raises BeaconRefused."""
    told = payload.get("events") if isinstance(payload, dict) else None
    if not isinstance(told, list) or len(told) > MOST_EVENTS:
        raise BeaconRefused("events: a list of at most 20")
    return [_beacon_event(one) for one in told]


def _beacon_event(told: Any) -> dict[str, Any]:
    readers = {"page_leave": _page_leave, "cards_shown": _cards_shown, "click": _click}
    kind = told.get("kind") if isinstance(told, dict) else None
    if not isinstance(kind, str) or kind not in readers:
        raise BeaconRefused("kind: page_leave, cards_shown or click")
    return {"kind": kind, **readers[kind](told)}


def _page_leave(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "seconds": _whole(told.get("seconds"), most=LONGEST_SECONDS),
        "scroll": _whole(told.get("scroll"), most=100),
    }


def _cards_shown(told: dict[str, Any]) -> dict[str, Any]:
    products = told.get("products")
    if not isinstance(products, list) or not 0 < len(products) <= MOST_PRODUCTS:
        raise BeaconRefused("products: 1 to 100 product ids")
    return {"shown": sorted({_whole(product, most=LARGEST_ID) for product in products})}


def _click(told: dict[str, Any]) -> dict[str, Any]:
    target = told.get("target")
    if not isinstance(target, str) or not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", target):
        raise BeaconRefused("target: the name of a marked element")
    about = {"product_id": _whole(told["product"], most=LARGEST_ID)} if "product" in told else {}
    return {"target": target, **about}


def _whole(value: Any, *, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BeaconRefused(f"a whole number from 0 to {most}")
    return value
