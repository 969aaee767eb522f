"""What a carrier's scans mean, as arithmetic: no clock, no database, and no order of arrival.

A parcel's state is the furthest step any scan has named, so whatever arrives late, twice or shuffled
leads to the same place, and nothing ever leads back.
"""

import re
from collections.abc import Iterable

ANNOUNCED = "announced"
COLLECTED = "collected"
IN_TRANSIT = "in_transit"
OUT_FOR_DELIVERY = "out_for_delivery"
RETURNING = "returning"
RETURNED = "returned"
DELIVERED = "delivered"

#: The way of a parcel. A signature outranks a return: carriers name a return signed for by the sender otherwise.
LADDER = (ANNOUNCED, COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, RETURNING, RETURNED, DELIVERED)

#: A scan may also be mere news, or a problem; neither moves the parcel.
NEWS = "news"
PROBLEM = "problem"
CLARITY = (NEWS, PROBLEM, *LADDER)

_PHONE = re.compile(r"(?<![\dA-Za-z])(\+?\d{1,3}[ -]?)?(1[3-9]\d|0\d{2,3})[ -]?\d{3,4}[ -]?\d{3,4}(?![\dA-Za-z])")
_SIGNER = re.compile(
    r"((?:签收|收件|代收)人(?:是|为|[:：]|\s)\s*|Signed by:?\s+)[^\s,，。;；、!！】)）]+", re.IGNORECASE
)


def furthest(states: Iterable[str]) -> str:
    """The furthest step among ``states``; ANNOUNCED where none of them is a step."""
    return max((state for state in states if state in LADDER), key=LADDER.index, default=ANNOUNCED)


def clearer(one: str, other: str) -> str:
    """Of two readings of the same scan, the one that says more. Carriers name a state only in the newest scan."""
    return max(one, other, key=CLARITY.index)


def in_public(words: str) -> str:
    """A carrier's words without telephone numbers and without the name of who signed."""
    return _SIGNER.sub(r"\1*", _PHONE.sub("***", words))


def shown_name(first: str, last: str) -> str:
    """Who it is, for a list: 林**, Marcus T. – enough to tell two orders apart, not enough to look someone up."""
    first, last = first.strip(), last.strip()
    whole = f"{last}{first}" if _is_chinese(last + first) else f"{first} {last}".strip()
    if not whole:
        return ""
    if _is_chinese(whole):
        return f"{whole[0]}**"
    given, *others = whole.split()
    return f"{given} {others[-1][0]}." if others else f"{given[0]}***"


def _is_chinese(name: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in name)
