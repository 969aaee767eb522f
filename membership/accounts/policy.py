"""Proving who one is, as arithmetic: how long a proof counts, what a recovery code is, what is left of a password."""

import hashlib
from collections.abc import Callable, Iterable

#: What may not be done with a screen left unlocked asks for a proof no older than this.
FRESH_SECONDS = 15 * 60

RECOVERY_CODES = 10
#: So long nobody uses an app's code twice; it is good for 90 seconds.
CODE_SECONDS = 120
#: Without letters and digits that are read for one another; 31 ** 12 is about 2 ** 59, 31 ** 24 about 2 ** 118.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
_GROUP, _GROUPS = 4, 6
#: Codes from before were half as long; who has them may still be out of reach of any other.
_LENGTHS = (_GROUP * 3, _GROUP * _GROUPS)
_DIGEST = "sha256:"
#: One sign alone is no word of ours, in Chinese either.
SHORTEST_WORD = 2


def is_fresh(*, now: float, proved_at: float) -> bool:
    """Both in seconds since the epoch."""
    return now - proved_at < FRESH_SECONDS


def recovery_code(pick: Callable[[str], str]) -> str:
    """``K7QM-2XWP-9DTR-H4BN-6VYE-3JCF``, each sign picked from ALPHABET."""
    return "-".join("".join(pick(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def is_recovery_code(typed: str) -> bool:
    """Whether it can be one at all: the codes of apps are shorter."""
    return len(_bare(typed)) in _LENGTHS


def digest_of(code: str) -> str:
    """What is kept of a recovery code, however it is typed. More than 112 random bits need no slow hash and no salt."""
    return _DIGEST + hashlib.sha256(_bare(code).encode()).hexdigest()


def is_digest(text: str) -> bool:
    return text.startswith(_DIGEST)


def without(password: str, words: Iterable[str]) -> str:
    """What is left of a password where no word of them counts, however it is written; ``words`` in lower case."""
    left = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left


def _bare(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())
