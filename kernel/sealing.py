"""Secrets that must be read again rest sealed: who steals a copy of the database cannot use them.

Passwords and codes that are only compared are hashed instead.
"""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class BrokenSeal(Exception):
    """Sealed with a key we no longer have, or changed since."""


def sealed(text: str) -> str:
    """Another text each time, which only ``opened`` reads; under the first of ``SEALING_KEYS``."""
    return _seals().encrypt(text.encode()).decode("ascii")


def opened(token: str) -> str:
    """What was sealed, under any of ``SEALING_KEYS``. Raises BrokenSeal."""
    try:
        return _seals().decrypt(token.encode()).decode()
    except InvalidToken as broken:
        raise BrokenSeal from broken


def _seals() -> MultiFernet:
    return MultiFernet([_seal(key) for key in settings.SEALING_KEYS])


@cache
def _seal(key: str) -> Fernet:
    """A key of its own for this purpose, derived from what may sign other things too (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kernel.sealing").derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
