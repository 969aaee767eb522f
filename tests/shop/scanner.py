"""A black-box scanner: finds pages, forms and parameters by following links, and sends what nobody should."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve

from tests.browsers import Browser

SCRIPT = "<script>alert(7)</script>"
HOSTILE = (
    f"\"'>{SCRIPT}' OR '1'='1' --",
    "{{7*191}}{% debug %}../../../../etc/passwd",
    "https://elsewhere.example/",
    "a\r\nX-Smuggled: 1",
    "a\0b",
    "-1",
    "9" * 40,
    "NaN",
    "龘🛋️\u202e" + "x" * 5_000,
    "",
)


@dataclass(frozen=True)
class Door:
    """One way to send something: an address, and the fields of its form or of its query."""

    address: str
    posts: bool
    fields: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> tuple:
        """What it looks like to the shop: two products are one kind of page."""
        return (route_of(self.address), self.posts, frozenset(name for name, _ in self.fields))


def route_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return ""


class Reader(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.doors, self.form = address, [], None

    def handle_starttag(self, tag, attributes):
        said = {name: value or "" for name, value in attributes}
        if tag == "a":
            self.doors.append(link(urljoin(self.address, said.get("href", ""))))
        elif tag == "form":
            is_post = said.get("method", "").lower() == "post"
            self.form = (urljoin(self.address, said.get("action") or self.address), is_post, [])
        elif self.form and said.get("name") and tag in ("input", "select", "textarea", "button"):
            self.form[2].append((said["name"], said.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form" and self.form:
            address, is_post, fields = self.form
            self.doors.append(Door(urlsplit(address).path, is_post, tuple(dict(fields).items())))
            self.form = None


def link(address: str) -> Door:
    parts = urlsplit(address)
    return Door(parts.path if parts.netloc == "testserver" else "", False, tuple(parse_qsl(parts.query)))


class Scanner:
    """``findings`` is what a shop must not do, with what was sent; ``known`` are the kinds of doors that were tried."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        browser.raise_request_exception = False
        self.known, self.findings = set(), []

    def scan(self, *starts: str) -> None:
        """From these addresses, wherever links lead."""
        waiting = [Door(start, False, ()) for start in starts]
        while waiting:
            door = waiting.pop()
            if door.kind in self.known or not door.kind[0]:
                continue
            self.known.add(door.kind)
            answer = self.send(door)
            for each in mutants(door):
                self.send(each)
            waiting += doors_of(door.address, answer)

    def send(self, door: Door):
        """The answer. Nothing stays changed by it, so that no answer depends on the one before."""
        kept, data = copy(self.browser.cookies), dict(door.fields)
        with transaction.atomic():
            if door.posts:
                answer = self.browser.post(door.address, data)
            else:
                answer = self.browser.get(f"{door.address}?{urlencode(data)}" if data else door.address)
            transaction.set_rollback(True)
        self.browser.cookies = kept
        answer.getvalue()  # what streams is closed at its end
        self.findings += [f"{what}: {'POST' if door.posts else 'GET'} {door}" for what in wrongs(answer)]
        return answer


def mutants(door: Door) -> Iterator[Door]:
    """The same with one of its fields, or of the parts of its address, made hostile."""
    for name, _ in door.fields:
        for evil in HOSTILE:
            fields = tuple((each, evil if each == name else was) for each, was in door.fields)
            yield Door(door.address, door.posts, fields)
    parts = door.address.split("/")
    for place, part in enumerate(parts):
        if any(letter.isdigit() for letter in part):
            for evil in HOSTILE:
                changed = [*parts[:place], quote(evil, safe="") or "0", *parts[place + 1 :]]
                yield Door("/".join(changed), door.posts, door.fields)


def doors_of(address: str, answer) -> list[Door]:
    if "Location" in answer:
        return [link(urljoin(f"http://testserver{address}", answer["Location"]))]
    if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
        return []
    reader = Reader(f"http://testserver{address}")
    reader.feed(answer.text)
    return reader.doors


def wrongs(answer) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    if "X-Smuggled" in answer:
        yield "a header of the visitor's"
    if answer.get("Location", "").startswith("https://elsewhere.example"):
        yield "leads elsewhere"
    if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
        return
    said = answer.text
    for sign in (SCRIPT, "1337", "root:x:0", "psycopg2", "Traceback", "syntax error at"):
        if sign in said:
            yield f"says {sign}"
