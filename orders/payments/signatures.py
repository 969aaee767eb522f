"""Is this message from Stripe? HMAC-SHA256 over timestamp and body, and not older or newer than five minutes."""

import hashlib
import hmac
import re
from collections.abc import Iterable

TOLERANCE = 300  # seconds, into the past and into the future
_TIMESTAMP = re.compile(r"t=(\d{1,12})", re.ASCII)
_SIGNATURE = re.compile(r"v1=([0-9a-f]{64})", re.ASCII)
_OTHER = re.compile(r"v\d+=[0-9a-zA-Z]+", re.ASCII)


def is_genuine(body: bytes, header: str, *, secrets: Iterable[str], now: float) -> bool:
    """Whether one of the header's signatures was made with one of our secrets (two while a secret is rotated)."""
    read = _read(header)
    if read is None:
        return False
    timestamp, signatures = read
    if abs(now - int(timestamp)) > TOLERANCE:
        return False
    expected = [signature(body, secret=secret, timestamp=timestamp) for secret in secrets if secret]
    return any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in signatures)


def signature(body: bytes, *, secret: str, timestamp: str) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _read(header: str) -> tuple[str, list[str]] | None:
    """(timestamp, v1 signatures); None where the header is anything else than Stripe's."""
    parts = header.split(",")
    timestamps = [match[1] for part in parts if (match := _TIMESTAMP.fullmatch(part))]
    signatures = [match[1] for part in parts if (match := _SIGNATURE.fullmatch(part))]
    others = [part for part in parts if _OTHER.fullmatch(part) and not _SIGNATURE.fullmatch(part)]
    if len(timestamps) != 1 or not signatures or 1 + len(signatures) + len(others) != len(parts):
        return None
    return timestamps[0], signatures
