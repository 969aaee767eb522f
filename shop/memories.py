"""What the shop's pages remember is forgotten with the shelf: whoever changes a product, or the merchant's own words,
does away with every page that was drawn from them."""

from django.conf import settings
from django.utils.translation import get_language

from kernel.memory import Memory, Nearby
from membership.tiers.queries import levels

#: The catalogue's own topic, so that its ``refresh`` is our news.
SHELF = Memory("shelf", seconds=60)

#: The same for the little that stands on every page.
FRAME = Nearby("shelf", seconds=60)


def level_names() -> dict[int, str]:
    """What the levels are called in the active language, by number. No query while it is remembered."""
    return FRAME.recall_one(("levels", get_language() or settings.LANGUAGE_CODE), _level_names)


def _level_names() -> dict[int, str]:
    return {level.pk: level.name for level in levels()}
