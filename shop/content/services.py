"""What the merchant says, changed; shoppers see it from the next page on. Every change is in the audit log."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from catalogue.photos import services as photos
from kernel import audit
from kernel.events import announce
from kernel.locks import wait_for_turn
from shop.content import queries
from shop.content.events import FocusImageScheduled
from shop.content.models import FocusImage, StoreBasics
from shop.memories import SHELF

SAID = ("name_en", "name_zh_hans", "intro_en", "intro_zh_hans", "story_en", "story_zh_hans")
REACHED = ("logo", "email", "phone", "licence", "seller", "tax_number")
SHOWN = ("title_en", "title_zh_hans", "link", "picture", "starts_at", "ends_at")


@transaction.atomic
def describe_store(*, changes: Mapping[str, Any]) -> StoreBasics:
    """The store is called and reached as ``changes`` says, by field; what it leaves out stays."""
    StoreBasics.objects.select_for_update().first()
    basics = queries.store_basics()
    kept = SAID + REACHED + StoreBasics.RETURNED_TO
    before = _written(basics, kept)
    for name, value in changes.items():
        setattr(basics, name, value)
    basics.save()
    audit.record(action="store.described", subject="store", before=before, after=_written(basics, kept))
    SHELF.forget()
    return basics


@transaction.atomic
def schedule_focus_image(*, image: FocusImage) -> FocusImage:
    """``image`` is on the home page from its start to its end. Raises ValidationError."""
    image.full_clean()
    known = FocusImage.objects.filter(pk=image.pk).first()
    if known and known.picture != image.picture:
        image.widths = []
    image.save()
    announce(FocusImageScheduled(image_id=image.pk))
    before, after = known and _written(known, SHOWN), _written(image, SHOWN)
    audit.record(action="focus.scheduled", subject=f"focus {image.pk}", before=before or {}, after=after)
    SHELF.forget()
    return image


def render_focus_image(*, image_id: int) -> None:
    """The picture is there in every width and format, and the home page shows it so; again changes nothing."""
    image = FocusImage.objects.filter(pk=image_id, widths=[]).first()
    if image:
        widths = photos.make_renditions(name=image.picture.name or "")
        FocusImage.objects.filter(pk=image_id, picture=image.picture.name).update(widths=widths)
        SHELF.forget()


@transaction.atomic
def withdraw_focus_image(*, image: FocusImage) -> None:
    """The image is gone, from the home page and from the plan."""
    subject = f"focus {image.pk}"
    wait_for_turn(subject)  # whoever plans it anew just now must not bring it back
    audit.record(action="focus.withdrawn", subject=subject, before=_written(image, SHOWN), after={})
    image.delete()
    SHELF.forget()


def _written(row: Any, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in fields}
