"""Who did what: written once, chained by hashes, refused any change by the database.

Each entry carries the digest of the one before it, so an edit, a deletion or a changed order breaks the chain; the
signed anchor holds the newest number and digest, so a cut tail shows too. Only one transaction at a time extends the
chain: record last in a command, after every row it locks.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from kernel import clock
from kernel.locks import wait_for_turn
from kernel.models import AuditAnchor, AuditCheck, AuditEntry

logger = logging.getLogger(__name__)

GENESIS = "0" * 64
_signer = signing.Signer(salt="kernel.audit")


#: A text, or what will say it when something is recorded; most requests record nothing.
Late = str | Callable[[], str]

_acting: ContextVar[tuple[Late, Late]] = ContextVar("acting", default=("", ""))


@contextmanager
def acting(actor: Late, ip: Late = "") -> Iterator[None]:
    """Whatever is recorded inside was done by ``actor`` from ``ip``; outside, the shop itself acts."""
    token = _acting.set((actor, ip))
    try:
        yield
    finally:
        _acting.reset(token)


def address() -> str:
    """From where whoever acts does so; empty for the shop itself."""
    return _said(_acting.get()[1])


def _said(late: Late) -> str:
    return late if isinstance(late, str) else late()


@transaction.atomic
def record(
    *, action: str, subject: str, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Add one entry to the chain, in the caller's transaction.

    ``action`` is ``room.what`` (``prices.changed``), ``subject`` names one thing (``sku:AN-01``). Of ``before`` and
    ``after`` only what differs is kept.
    """
    wait_for_turn("audit")
    number, previous = _newest()
    actor, ip = map(_said, _acting.get())
    was, became = _differing(_plain(before or {}), _plain(after or {}))
    entry = AuditEntry(
        number=number + 1,
        happened_at=clock.now(),
        actor=actor,
        ip=ip,
        action=action,
        subject=subject,
        before=was,
        after=became,
        previous=previous,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    _anchor(entry)
    return entry


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over everything the entry says and the digest of the one before it."""
    said = [
        *(entry.number, entry.happened_at.isoformat(), entry.actor, entry.ip, entry.action, entry.subject),
        *(entry.before, entry.after, entry.previous),
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """How many entries were read, and the first number that is not as it was written (None: all are)."""

    entries: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify(kept: str = "") -> Verdict:
    """Read the whole chain, oldest first, and stop at the first entry that was edited, deleted or moved.

    ``kept`` is an anchor (``number:digest``) noted outside the database earlier: the chain must still pass through it.
    """
    number, previous = 0, GENESIS
    for entry in AuditEntry.objects.order_by("number").iterator():
        reason = _what_is_wrong(entry, number + 1, previous)
        if reason:
            return Verdict(number, number + 1, reason)
        number, previous = entry.number, entry.digest
    if kept and not _passes_through(kept):
        return Verdict(number, int(kept.partition(":")[0]), "not the chain that was kept")
    return _held_to_anchor(number, previous)


def check(kept: str = "") -> AuditCheck:
    """Verify the chain and keep the verdict for the page that shows it."""
    verdict = verify(kept)
    return AuditCheck.objects.create(entries=verdict.entries, broken_at=verdict.broken_at, reason=verdict.reason)


def _what_is_wrong(entry: AuditEntry, number: int, previous: str) -> str:
    if entry.number != number:
        return "missing"
    if entry.previous != previous:
        return "out of order"
    return "edited" if entry.digest != digest_of(entry) else ""


def _held_to_anchor(number: int, digest: str) -> Verdict:
    """The end of the chain must be where the anchor says; a shorter chain has lost its tail."""
    try:
        anchored = _newest()
    except signing.BadSignature:
        return Verdict(number, number, "anchor forged")
    if anchored == (number, digest):
        return Verdict(number)
    return Verdict(number, number + 1, "tail missing" if anchored[0] > number else "anchor moved")


def _passes_through(kept: str) -> bool:
    number, _, digest = kept.partition(":")
    return AuditEntry.objects.filter(number=number, digest=digest).exists()


def _anchor(entry: AuditEntry) -> None:
    """Remember the end of the chain; the log carries it out of the database's reach."""
    anchor = f"{entry.number}:{entry.digest}"
    AuditAnchor.objects.update_or_create(pk=1, defaults={"signed": _signer.sign(anchor)})
    logger.info("audit.recorded", extra={"anchor": anchor})


def _newest() -> tuple[int, str]:
    """The number and digest that the next entry builds on, as the anchor holds them; BadSignature if forged."""
    anchor = AuditAnchor.objects.filter(pk=1).first()
    if not anchor:
        return 0, GENESIS
    number, _, digest = _signer.unsign(anchor.signed).partition(":")
    return int(number), digest


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON will give it back: money and dates as text. A NUL, which PostgreSQL's JSON does not take, is marked."""
    plain: dict[str, Any] = _storable(json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder)))
    return plain


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


def _differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {key for key in before.keys() & after.keys() if before[key] == after[key]}
    old, new = ({key: value for key, value in side.items() if key not in same} for side in (before, after))
    return old, new
