"""The demo tells what happens in a line each, and nothing twice."""

import json

import pytest
from django.core.mail import EmailMessage, get_connection

from shop.embedded.ticker import Ticker, readable


def entry(**fields) -> str:
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            entry(logger="kernel.events", event="OrderPlaced", about={"order_id": 7, "order_number": "9HXT"}),
            "web      order placed 9HXT",
        ),
        (
            entry(logger="kernel.events", event="BasketEmptied", about={"basket_id": 7}),
            "web      basket emptied basket 7",
        ),
        (
            entry(logger="django.request", level="error", event="Internal Server Error: /x"),
            "web      ERROR Internal Server Error: /x (see web.log)",
        ),
        (entry(logger="django.request", level="info", event="OK"), None),
        ("no JSON at all", None),
        ("", None),
    ],
)
def test_news_and_errors_are_worth_a_line(line, told):
    assert readable(line, source="web") == told


@pytest.fixture
def ticker(tmp_path) -> Ticker:
    (tmp_path / "mail").mkdir()
    (tmp_path / "web.log").write_text(entry(logger="kernel.events", event="OrderPlaced", about={}) + "\n")
    return Ticker([tmp_path / "web.log", tmp_path / "worker.log"], tmp_path / "mail")


def test_each_line_is_told_once_and_only_when_it_is_whole(ticker, tmp_path):
    line = entry(logger="kernel.events", event="OrderPaid", about={"order_id": 7, "order_number": "9HXT"})
    with (tmp_path / "web.log").open("a") as log:
        log.write(line[:20])
        log.flush()
        assert list(ticker.news()) == []
        log.write(line[20:] + "\n")
    assert list(ticker.news()) == ["web      order paid 9HXT"]
    assert list(ticker.news()) == []


def test_letters_are_told_by_addressee_and_subject(ticker, tmp_path):
    box = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path / "mail"))
    letters = [EmailMessage(subject, "…", "shop@example.com", ["mei@example.com"]) for subject in ("已付款", "Sent")]
    box.send_messages(letters)
    assert list(ticker.news()) == ["mail     to mei@example.com: 已付款", "mail     to mei@example.com: Sent"]
    assert list(ticker.news()) == []
