"""What an order's parcels have been through, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel import clock
from kernel.money import rounded
from kernel.templatetags.instants import short_day
from orders.fulfilment import policy
from orders.fulfilment.models import Parcel, ParcelLine, Scan
from orders.models import Order

ON_THE_WAY_BACK = (policy.RETURNING, policy.RETURNED)
AT_AN_END = (policy.DELIVERED, policy.RETURNED)
_signer = Signer(salt="orders.fulfilment.parcel")


@dataclass(frozen=True)
class Step:
    """A line of ``components/timeline.html``: ``state`` is next, now or nothing; ``when`` says ``at`` in words."""

    title: str
    at: datetime | None = None
    note: str = ""
    state: str = ""
    when: str = ""


@dataclass(frozen=True)
class Piece:
    line_id: int
    title: str
    options: str
    photo: str
    quantity: int
    price: Decimal


@dataclass(frozen=True)
class ParcelTrack:
    """One parcel of ``of``; its steps newest first, what comes next on top; times are instants."""

    place: int
    of: int
    heading: str
    carrier: str
    number: str
    state: str
    steps: list[Step]
    pieces: list[Piece]
    delivered_at: datetime | None
    problem: str
    url: str

    @property
    def has_arrived(self) -> bool:
        return self.state == policy.DELIVERED


def tracking_of(order: Order) -> list[ParcelTrack]:
    """The order's parcels, those still on their way first. Three queries, however many parcels, scans and pieces."""
    parcels = list(
        order.parcels.prefetch_related(
            "scans", Prefetch("lines", ParcelLine.objects.select_related("line").order_by("line_id"))
        )
    )
    tracks = [_track(parcel, order.promised_on, place, len(parcels)) for place, parcel in enumerate(parcels, 1)]
    return sorted(tracks, key=lambda track: (track.has_arrived, -track.place))


def parcel_of_token(token: str) -> ParcelTrack | None:
    """The track a signed public link names, without its contents and without anybody's name or number; or None."""
    try:
        carrier, _dot, number = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    parcels = Parcel.objects.select_related("order").prefetch_related("scans")
    parcel = parcels.filter(carrier=carrier, number=number).first()
    return _track(parcel, parcel.order.promised_on, 1, 1, in_public=True) if parcel else None


def public_url(parcel: Parcel) -> str:
    """An address anybody may be given: it opens this parcel's track and nothing else."""
    return reverse("parcel", kwargs={"token": _signer.sign(f"{parcel.carrier}.{parcel.number}")})


def _track(parcel: Parcel, promised_on: date | None, place: int, of: int, *, in_public: bool = False) -> ParcelTrack:
    return ParcelTrack(
        place=place,
        of=of,
        heading=_heading(parcel, promised_on),
        carrier=parcel.carrier_name,
        number=parcel.number,
        state=parcel.state,
        steps=[*_ahead(parcel, promised_on), *_behind(parcel, in_public)],
        pieces=[] if in_public else [_piece(packed) for packed in parcel.lines.all()],
        delivered_at=parcel.delivered_at,
        problem=policy.in_public(parcel.problem) if in_public else parcel.problem,
        url=public_url(parcel),
    )


def _heading(parcel: Parcel, promised_on: date | None) -> str:
    if parcel.delivered_at:
        return _("Delivered %(day)s") % {"day": short_day(clock.store_day(parcel.delivered_at))}
    if parcel.state == policy.OUT_FOR_DELIVERY:
        return _("Out for delivery")
    if parcel.state in ON_THE_WAY_BACK or not promised_on:
        return parcel.get_state_display()
    return _("Arriving %(day)s") % {"day": short_day(promised_on)}


def _ahead(parcel: Parcel, promised_on: date | None) -> list[Step]:
    if parcel.state in AT_AN_END or parcel.state in ON_THE_WAY_BACK:
        return []
    when = _("expected %(day)s") % {"day": short_day(promised_on)} if promised_on else ""
    return [Step(_("Delivered"), state="next", when=when)]


def _behind(parcel: Parcel, in_public: bool) -> list[Step]:
    """The scans, then the moment it left; the newest is where it is now."""
    scans: Sequence[Scan] = list(parcel.scans.all())
    steps = [(policy.in_public(scan.text) if in_public else scan.text, scan.happened_at, scan.place) for scan in scans]
    if not scans or scans[-1].happened_at >= parcel.shipped_at:  # the carrier may have had it before we wrote it down
        steps.append((_("Handed to the carrier"), parcel.shipped_at, ""))
    return [_step(title, at, note, is_now=not n) for n, (title, at, note) in enumerate(steps)]


def _step(title: str, at: datetime, note: str, *, is_now: bool) -> Step:
    return Step(title, at, note, "now" if is_now else "", date_format(timezone.localtime(at), _("D j M, H:i")))


def _piece(packed: ParcelLine) -> Piece:
    line = packed.line
    price = rounded(line.line_price_incl_tax * packed.quantity / line.quantity)
    return Piece(line.pk, line.title, line.options, line.photo, packed.quantity, price)
