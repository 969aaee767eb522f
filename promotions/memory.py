"""What is remembered of offers and ranges, and when it is out of date."""

from typing import Any

from kernel.memory import Nearby

#: Rules by language, and the ranges of each product: large, asked with every page, and changed a few times a day.
OFFERS = Nearby("offers", seconds=60)


def forget_offers(**_: Any) -> None:
    """Someone has changed an offer, a range, or what lies in one."""
    OFFERS.forget()
