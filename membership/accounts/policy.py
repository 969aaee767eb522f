"""Proving who one is, as arithmetic: how long a proof counts, and what a recovery code is."""

import hashlib
from collections.abc import Callable

#: What may not be done with a screen left unlocked asks for a proof no older than this.
FRESH_SECONDS = 15 * 60

RECOVERY_CODES = 10
#: So long nobody uses an app's code twice; it is good for 90 seconds.
CODE_SECONDS = 120
#: Without letters and digits that are read for one another; 31 ** 12 is about 2 ** 59.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
_GROUP, _GROUPS = 4, 3
_DIGEST = "sha256:"


def is_fresh(*, now: float, proved_at: float) -> bool:
    """Both in seconds since the epoch."""
    return now - proved_at < FRESH_SECONDS


def recovery_code(pick: Callable[[str], str]) -> str:
    """``K7QM-2XWP-9DTR``, each sign picked from ALPHABET."""
    return "-".join("".join(pick(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def is_recovery_code(typed: str) -> bool:
    """Whether it can be one at all: the codes of apps are shorter."""
    return len(_bare(typed)) == _GROUP * _GROUPS


def digest_of(code: str) -> str:
    """What is kept of a recovery code, however it is typed. Random codes of 59 bits need no slow hash and no salt."""
    return _DIGEST + hashlib.sha256(_bare(code).encode()).hexdigest()


def is_digest(text: str) -> bool:
    return text.startswith(_DIGEST)


def _bare(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())
