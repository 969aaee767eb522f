"""A page that fails says whose fault it is, in the visitor's language, without asking the database."""

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import path

from shop import urls


def broken(request, error):
    raise error


def cut_off(request):
    """As psycopg says it when the server dies while it answers."""
    with connection.wrap_database_errors:
        raise connection.Database.DatabaseError("server closed the connection unexpectedly")


handler500 = urls.handler500
urlpatterns = [
    *urls.urlpatterns,
    *i18n_patterns(
        path("broken/", broken, {"error": ZeroDivisionError("our fault")}),
        path("away/", broken, {"error": OperationalError("server closed the connection")}),
        path("cut-off/", cut_off),
        path("odd/", broken, {"error": DatabaseError("Save with update_fields did not affect any rows.")}),
        path("closed/", broken, {"error": InterfaceError("connection already closed")}),
        prefix_default_language=False,
    ),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "words"),
    [("/broken/", "This page did not load"), ("/odd/", "This page did not load"), ("/zh-hans/broken/", "页面没有打开")],
)
def test_a_fault_of_ours_is_a_friendly_500(client, address, words):
    answer = client.get(address)
    assert answer.status_code == 500
    assert words in answer.text


@pytest.mark.parametrize("address", ["/away/", "/closed/", "/cut-off/"])
def test_a_database_that_is_away_is_a_503_to_come_back_from(client, address):
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "nothing is ordered or charged twice" in answer.text


def test_a_form_without_its_token_changes_nothing_and_says_how_to_go_on(settings):
    answer = Client(enforce_csrf_checks=True).post("/basket/lines/", {"sku": "any", "quantity": "1"})
    assert answer.status_code == 403
    assert "nothing was changed" in answer.text


@pytest.mark.parametrize(("prefix", "title"), [("", "Nothing to read here"), ("/zh-hans", "这里没有可看的内容")])
def test_an_address_that_only_takes_forms_leads_on(client, prefix, title):
    answer = client.get(f"{prefix}/basket/codes/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert title in answer.text and f'href="{prefix}/basket/"' in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/basket/", "/account/login/", "/backoffice/", "/callbacks/stripe/"])
def test_no_page_says_back_what_a_trace_sent(address):
    answer = Client().trace(address, headers={"X-Secret": "of this browser"})
    assert answer.status_code in (302, 405)
    assert b"of this browser" not in answer.content
