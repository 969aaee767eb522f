"""The controls of a form say what Django's own say."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from kernel.forms import ShopRenderer

HOSTILE = "\"><script>&'"
FRUIT = [("", "—"), ("a&b", HOSTILE), (3, "three"), ("Pome", [("x", "Apple"), ("y", "Pear")])]


@pytest.mark.parametrize("value", [None, "", HOSTILE, True, False, 0, 12, mark_safe("&amp;")])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput({"class": "wide", "required": True, "disabled": False, "title": HOSTILE, "size": 0}),
        forms.EmailInput(),
        forms.HiddenInput(),
        forms.PasswordInput(render_value=True),
        forms.CheckboxInput({"data-kind": HOSTILE}),
        forms.NumberInput({"min": 0}),
        forms.FileInput({"multiple": False}),
    ],
)
def test_an_input_is_the_one_that_django_draws(widget, value):
    ours, djangos = (widget.render("pieces", value, renderer=each()) for each in (ShopRenderer, DjangoTemplates))

    assert parse_html(ours) == parse_html(djangos)


@pytest.mark.parametrize("value", [None, "", "a&b", 3, "y", "unknown"])
def test_a_list_to_choose_from_is_the_one_that_django_draws(value):
    widget = forms.Select({"class": "input", "required": True}, choices=FRUIT)

    ours, djangos = (widget.render("fruit", value, renderer=each()) for each in (ShopRenderer, DjangoTemplates))

    assert parse_html(ours) == parse_html(djangos)
    assert "<script>" not in ours


def test_several_may_be_chosen_where_several_may():
    widget = forms.SelectMultiple(choices=FRUIT)

    drawn = widget.render("fruit", ["x", "y"], renderer=ShopRenderer())

    assert drawn.count(" selected") == 2
    assert " multiple>" in drawn
