"""Words are collected from Python and templates, floor by floor, and the check finds what is missing."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from shop.operations import translations

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
NAME = _("Basket")
def words(n): return ngettext("%(n)s piece", "%(n)s pieces", n), pgettext("verb", "Order")
"""
TEMPLATE = """
{% load i18n %}
    <p title="{% translate 'Your basket' %}">
  {% blocktranslate trimmed count n=lines|length with "it's" as x %}
      One line, {{ x }}
    {% plural %}
      {{ n }} lines
  {% endblocktranslate %}</p>
{# Translators: on the button #}
{% translate "Pay" context "button" %} don't
"""
MARKUP = "{% load i18n %}{% translate 'Page not found' %}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "models.py").write_text(PYTHON)
    (tmp_path / "templates" / "orders" / "basket").mkdir(parents=True)
    (tmp_path / "templates" / "orders" / "basket" / "summary.html").write_text(TEMPLATE)
    (tmp_path / "templates" / "404.html").write_text(MARKUP)
    return tmp_path


def po_file(root: Path, floor: str) -> Path:
    return root / floor / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def words_of(root: Path, floor: str) -> dict:
    with po_file(root, floor).open("rb") as file:
        return {(word.context, word.id): word.string for word in read_po(file) if word.id}


def translate(root: Path, floor: str, word: str, translation: str) -> None:
    path = po_file(root, floor)
    path.write_text(path.read_text().replace(f'msgid "{word}"\nmsgstr ""', f'msgid "{word}"\nmsgstr "{translation}"'))


def test_every_kind_of_message_is_collected_on_its_floor(root):
    translations.update(root)
    assert set(words_of(root, "orders")) == {
        (None, "Basket"),
        (None, ("%(n)s piece", "%(n)s pieces")),
        ("verb", "Order"),
        (None, "Your basket"),
        (None, ("One line, %(x)s", "%(n)s lines")),
        ("button", "Pay"),
    }
    assert set(words_of(root, "shop")) == {(None, "Page not found")}


def test_translations_survive_an_update_and_unused_words_do_not(root):
    translations.update(root)
    translate(root, "orders", "Basket", "购物车")
    (root / "templates" / "orders" / "basket" / "summary.html").write_text("")
    translations.update(root)
    words = words_of(root, "orders")
    assert words[None, "Basket"] == "购物车"
    assert (None, "Your basket") not in words


def test_updating_twice_changes_no_byte(root):
    translations.update(root)
    once = po_file(root, "orders").read_bytes()
    translations.update(root)
    assert po_file(root, "orders").read_bytes() == once


def test_the_check_names_what_is_missing_outdated_or_broken(root):
    translations.update(root)
    assert "shop: not translated: 'Page not found'" in translations.problems(root)
    translate(root, "shop", "Page not found", "找不到页面")
    (root / "orders" / "models.py").write_text("")
    assert [line for line in translations.problems(root) if not line.startswith("orders: not")] == [
        "orders: the catalogue is outdated; run `manage.py translations update`."
    ]


def test_a_translation_that_drops_a_placeholder_is_refused(root):
    (root / "templates" / "404.html").write_text(
        "{% load i18n %}{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}"
    )
    translations.update(root)
    translate(root, "shop", "Hello %(name)s", "你好 %(nama)s")
    assert any("Hello" in line for line in translations.problems(root) if line.startswith("shop:"))


def test_compiled_words_are_what_django_reads(root):
    translations.update(root)
    translate(root, "shop", "Page not found", "找不到页面")
    translations.compile_all(root)
    with po_file(root, "shop").with_suffix(".mo").open("rb") as file:
        assert read_mo(file).get("Page not found").string == "找不到页面"


def test_one_word_means_the_same_on_every_floor(root):
    (root / "shop").mkdir()
    (root / "shop" / "views.py").write_text('from django.utils.translation import gettext as _\nHEAD = _("Basket")\n')
    translations.update(root)
    translate(root, "orders", "Basket", "购物篮")
    translate(root, "shop", "Basket", "篮子")
    assert "'Basket' is translated as 篮子 and as 购物篮: give one of them a context." in translations.problems(root)


def test_words_inside_an_f_string_are_told_of_for_nobody_collects_them(root):
    (root / "shop").mkdir()
    (root / "shop" / "views.py").write_text(
        "from django.utils.translation import gettext as _\nHEAD = f\"{_('Hi')}!\"\n"
    )
    translations.update(root)
    assert "shop/views.py:2: words inside an f-string are never collected." in translations.problems(root)
