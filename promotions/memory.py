"""What is remembered of offers and ranges, and when it is out of date."""

from typing import Any

from kernel.memory import Memory, Nearby

#: Rules by language: large, asked with every page, and changed a few times a day.
OFFERS = Nearby("offers", seconds=60)
#: The ranges of each product; these change with the shelf too.
RANGES = Nearby("ranges", seconds=60)
#: For which offers lists have their prices. Whatever happened past us is found within the hour.
LISTED = Memory("listed", seconds=3_600)


def forget_offers(**_: Any) -> None:
    """Someone has changed an offer."""
    OFFERS.forget()


def forget_ranges(**_: Any) -> None:
    """Someone has changed a range, or what may lie in one."""
    RANGES.forget()


def forget_listed(**_: Any) -> None:
    """Someone has changed a range past our own doors, which only make new ones."""
    LISTED.forget()
