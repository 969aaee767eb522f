"""What else a new password must not be; Django asks the classes that its settings name."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from membership.accounts import policy
from membership.messages.queries import letterhead


class OwnWords:
    """Whoever guesses tries the name of the shop first: its own words add nothing to a password's length."""

    def __init__(self, min_length: int) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError where fewer than ``min_length`` characters are left without our words."""
        if len(policy.without(password, own_words())) < self.min_length <= len(password):
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self) -> str:
        said = _("The shop's name does not count: a password has at least %(length)s characters besides it.")
        return said % {"length": self.min_length}


def own_words() -> set[str]:
    """The shop's names in each language, the parts of them, and those of its address; of the active settings."""
    names = [settings.OSCAR_SHOP_NAME, *_names_of_the_store()]
    parts = [part for name in names for part in name.split()]
    host = (urlsplit(settings.STORE_URL).hostname or "").split(".")
    return {word.casefold() for word in (*names, *parts, *host) if len(word) >= policy.SHORTEST_WORD}


def _names_of_the_store() -> list[str]:
    names = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            names.append(letterhead().name)
    return names
