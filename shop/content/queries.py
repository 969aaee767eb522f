"""What the merchant says, in the active language, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import get_language

from kernel import clock
from membership.messages.ports import Letterhead
from shop.content.models import FocusImage, StoreBasics
from shop.memories import FRAME


@dataclass(frozen=True)
class Store:
    """Who the store is. ``logo`` is an address or ""."""

    name: str
    intro: str
    story: str = ""
    logo: str = ""
    logo_width: int | None = None
    logo_height: int | None = None
    email: str = ""
    phone: str = ""
    licence: str = ""
    seller: str = ""
    tax_number: str = ""
    return_address: str = ""


def store_basics() -> StoreBasics:
    """The store as its merchant describes it; a plain one, not yet saved, until they do. One query."""
    return StoreBasics.objects.first() or _undescribed()


def store() -> Store:
    """Who the store is, to be shown. One query."""
    basics = store_basics()
    return Store(
        name=basics.name,
        intro=basics.intro,
        story=basics.story,
        logo=basics.logo.url if basics.logo else "",
        logo_width=basics.logo_width,
        logo_height=basics.logo_height,
        email=basics.email,
        phone=basics.phone,
        licence=basics.licence,
        seller=basics.seller,
        tax_number=basics.tax_number,
        return_address=basics.returns_go_to,
    )


def letterhead() -> Letterhead:
    """The store as it stands on mails, invoices and parcels that come back. Remembered; one query else."""
    known = FRAME.recall_one(("letterhead", get_language()), store)
    return Letterhead(
        name=known.name,
        email=known.email,
        phone=known.phone,
        licence=known.licence,
        seller=known.seller,
        tax_number=known.tax_number,
        return_address=known.return_address,
    )


@dataclass(frozen=True)
class Focus:
    """The focus image of a moment, None where none is scheduled, and when that changes, None while it does not."""

    image: FocusImage | None
    until: datetime | None


def focus() -> Focus:
    """What the top of the home page shows now: the image that started last and has not ended. One query."""
    now = clock.now()
    planned = list(FocusImage.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now)))
    moments = [moment for image in planned for moment in (image.starts_at, image.ends_at) if moment and moment > now]
    return Focus(next((image for image in planned if image.starts_at <= now), None), min(moments, default=None))


def _undescribed() -> StoreBasics:
    return StoreBasics(
        name_en="Shopkeeper",
        name_zh_hans="掌柜",
        intro_en="Good things for every day, chosen with care.",
        intro_zh_hans="认真挑选的日用好物。",
    )
