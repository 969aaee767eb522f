"""The key in a guest's mail that opens the order's page: 256 bits, of no use for another number, and not for ever.

It carries when it was made, for each mail brings one of its own.
"""

from datetime import UTC, datetime, timedelta

from django.core.signing import Signer, b62_decode, b62_encode
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.thresholds import THRESHOLDS, Threshold, value_of

DAYS = "orders.link_days"
_signer = Signer(salt="orders.key")


def offer_thresholds() -> None:
    """A link outlasts by thirty days whatever time to return or to exchange can be set, ninety days at most."""
    label = _("Days for which the link in a mail opens a guest’s order")
    THRESHOLDS[DAYS] = Threshold(label, lambda: 180, least=120, most=730)


def link_days() -> int:
    return value_of(DAYS)


def key_of(number: str) -> str:
    """A key of the order, made now."""
    made = b62_encode(int(clock.now().timestamp()))
    return f"{made}.{_signature(number, made)}"


def is_key_of(number: str, key: str) -> bool:
    """Whether we made it for that order, however long ago."""
    made, _dot, signature = key.rpartition(".")
    return constant_time_compare(signature, _signature(number, made))


def is_over(key: str) -> bool:
    """Whether the time of a key of ours has passed; one that does not say when it was made is from before keys did."""
    made, _dot, _signature = key.rpartition(".")
    if not made:
        return True
    return clock.now() >= datetime.fromtimestamp(b62_decode(made), UTC) + timedelta(days=link_days())


def _signature(number: str, made: str) -> str:
    return _signer.signature(f"{number}:{made}" if made else number)
