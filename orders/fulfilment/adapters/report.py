"""What every carrier's push comes down to."""

from dataclasses import dataclass
from datetime import datetime


class Malformed(ValueError):
    """The push is signed, but says nothing we can read; the words name what is wrong, never what was in it."""


@dataclass(frozen=True)
class ScanReport:
    happened_at: datetime
    state: str
    text: str
    place: str = ""


@dataclass(frozen=True)
class Report:
    """One parcel's track, or a part of it, as told in one push."""

    carrier: str
    number: str
    scans: tuple[ScanReport, ...]
