"""Words said in several languages, kept by language code: ``{"en": "Chair", "zh-hans": "椅子"}``."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

Said = Mapping[str, str]


def said(words: Said) -> str:
    """What was said in the active language, or else in the first that has something to say."""
    return words.get(get_language() or "") or next((word for word in words.values() if word), "")


def in_each_language(row: Any, field: str) -> dict[str, str]:
    """A translated field of a model's row in every language of the store; "" where nothing was said."""
    return {code: getattr(row, column(field, code)) or "" for code, _ in settings.LANGUAGES}


def column(field: str, language: str) -> str:
    """The column of a translated field: ``title_zh_hans``."""
    return f"{field}_{language.replace('-', '_')}"
