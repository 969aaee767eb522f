import pytest
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from shop.cookies import VISITOR
from shop.visitors import name_visitors


@pytest.fixture
def visit():
    """Visit a page with these cookies; the visitor's name as the page saw it, and the answer."""

    def visit(answer=HttpResponse, **cookies):
        request = RequestFactory().get("/")
        request.COOKIES.update(cookies)
        response = name_visitors(lambda _: answer({}))(request)
        return request.visitor_id, response

    return visit


def test_a_new_visitor_gets_a_name_that_lasts(visit):
    name, response = visit()
    cookie = response.cookies[VISITOR]
    assert len(bytes.fromhex(name)) == 16
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    again, response = visit(visitor=cookie.value)
    assert again == name
    assert not response.cookies


def test_a_made_up_name_is_not_believed(visit):
    name, response = visit(visitor="0" * 32 + ":forged")
    assert name != "0" * 32
    assert VISITOR in response.cookies


def test_machines_get_no_cookie(visit):
    _, response = visit(answer=JsonResponse)
    assert not response.cookies
