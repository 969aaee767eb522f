"""JSON signed with HMAC-SHA256: ``X-Signature: t=<unix seconds>,v1=<hex>`` over ``<t>.<body>``, good for 5 minutes.

    {"carrier": "courier", "tracking_number": "CC2611240937",
     "events": [{"at": "2026-11-25T06:40:00+08:00", "status": "in_transit", "text": "…", "place": "…"}]}

``status`` is a step of policy.LADDER, ``problem``, or left out. Several ``v1`` may be given while a secret rotates.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.crypto import constant_time_compare

from orders.fulfilment import policy
from orders.fulfilment.adapters.report import Malformed, Report, ScanReport
from orders.fulfilment.carriers import spelled

ANSWER = {"received": True}
TOLERANCE_SECONDS = 300
HEADER = "X-Signature"


def signed(body: bytes, timestamp: int | str, secret: str) -> str:
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def header_for(body: bytes, timestamp: int, secret: str) -> str:
    return f"t={timestamp},v1={signed(body, timestamp, secret)}"


def authentic(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> bool:
    timestamp, signatures = _parts(headers.get(HEADER, ""))
    if not timestamp or abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = [signed(body, timestamp, secret) for secret in secrets]
    return any(constant_time_compare(theirs, ours) for theirs in signatures for ours in expected)


def report_in(body: bytes, received_at: datetime) -> Report:
    """The track in a push. Raises Malformed."""
    push = _json(body)
    carrier, number, events = (push.get(key) for key in ("carrier", "tracking_number", "events"))
    if not (isinstance(carrier, str) and carrier and isinstance(number, str) and number):
        raise Malformed("carrier or tracking_number is missing")
    if not (isinstance(events, list) and all(isinstance(event, dict) for event in events)):
        raise Malformed("events is no list")
    return Report(carrier[:32], spelled(number)[:40], tuple(_scan(event) for event in events))


def _scan(event: Mapping[str, Any]) -> ScanReport:
    text, state = event.get("text"), event.get("status") or policy.NEWS
    if not (isinstance(text, str) and text.strip()):
        raise Malformed("an event has no text")
    if state not in policy.CLARITY:
        raise Malformed("an event has an unknown status")
    return ScanReport(_instant(event.get("at")), state, text.strip()[:500], str(event.get("place") or "")[:120])


def _instant(written: object) -> datetime:
    try:
        instant = datetime.fromisoformat(str(written))
    except ValueError:
        raise Malformed("an event has no time") from None
    if instant.tzinfo is None:
        raise Malformed("an event's time has no offset")
    return instant


def _parts(header: str) -> tuple[str, list[str]]:
    """The one timestamp, as it was signed, and the signatures; no timestamp where there is none or more than one."""
    pairs = [part.partition("=") for part in header[:1000].split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    readable = len(times) == 1 and times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12
    return (times[0] if readable else ""), [value for name, _, value in pairs if name == "v1"]


def _json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON") from None
    if not isinstance(parsed, dict):
        raise Malformed("the body is no object")
    return parsed
