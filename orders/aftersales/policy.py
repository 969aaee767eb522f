"""The way back as arithmetic: no clock, no database."""

from datetime import datetime, timedelta


def window_ends(delivered_at: datetime, days: int) -> datetime:
    """The moment from which an order that arrived then may no longer come back."""
    return delivered_at + timedelta(days=days)
