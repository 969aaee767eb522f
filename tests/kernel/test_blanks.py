"""Forms that nobody has filled in are drawn once; what somebody typed is never shown to another."""

import pytest
from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.blanks import DrawnOnce

pytestmark = pytest.mark.django_db


class Asked(DrawnOnce):
    blank = {"country": "CN"}
    drawings = 0

    country = forms.CharField(label=_("Country or region"))
    name = forms.CharField(required=False)

    def get_context(self):
        Asked.drawings += 1
        return super().get_context()


@pytest.fixture(autouse=True)
def none_drawn():
    Asked.drawings = 0


def test_a_blank_form_is_drawn_once_for_each_language():
    pages = {str(Asked(initial={"country": "CN", "elsewhere": "x"})) for _ in range(3)}
    assert len(pages) == Asked.drawings == 1
    with translation.override("zh-hans"):
        assert str(Asked(initial={"country": "CN"})) not in pages


def test_before_it_is_sent_a_blank_form_is_not_even_made_twice():
    def made(**known):
        return Asked.drawn_with({"country": "CN", **known}, prefix="second")

    assert made() == made() == str(Asked(initial={"country": "CN"}, prefix="second"))
    assert Asked.drawings == 1
    assert 'value="Lin"' in made(name="Lin") and "Lin" not in made()


def test_what_was_typed_is_drawn_for_whoever_typed_it():
    blank = str(Asked(initial={"country": "CN"}))
    for form in (Asked(initial={"country": "CN", "name": "Lin"}), Asked({"country": "CN", "name": "Lin"})):
        assert 'value="Lin"' in str(form)
    assert "Lin" not in blank and str(Asked(initial={"country": "CN"})) == blank


def test_what_is_wrong_is_said_each_time():
    assert "This field is required." in str(Asked({"country": ""}))
    assert "This field is required." not in str(Asked(initial={"country": "CN"}))
