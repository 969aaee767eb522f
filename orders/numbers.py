"""Order numbers: public, easy to read aloud, and impossible to guess or count."""

import secrets

#: Crockford's base 32: no I, L, O or U, so nothing is misread and no word is spelled.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_number() -> str:
    """Sixty random bits, such as ``9HXT-2QPA-7M3K``."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def as_written(typed: str) -> str:
    """The number a shopper meant: any case, with or without dashes, O for 0 and I or L for 1."""
    return _grouped(typed.upper().translate(_MISREAD).replace("-", "").replace(" ", ""))


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP))
