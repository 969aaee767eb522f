"""What browsers are told to trust, whatever answers them."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from shop.trust import say_what_to_trust


def policy_of(answer):
    return say_what_to_trust(lambda _: answer)(RequestFactory().get("/")).get("Content-Security-Policy")


def test_an_answer_of_no_policy_has_ours():
    assert policy_of(HttpResponse()).startswith("default-src 'none'; script-src 'self'; ")


def test_an_answer_keeps_its_own_policy():
    assert policy_of(HttpResponse(headers={"Content-Security-Policy": "sandbox"})) == "sandbox"


@pytest.mark.parametrize(("debug", "is_told"), [(True, False), (False, True)])
def test_only_pages_that_explain_an_error_to_developers_are_without(settings, debug, is_told):
    settings.DEBUG = debug
    assert bool(policy_of(HttpResponse(status=500))) is is_told
    assert policy_of(HttpResponse())
