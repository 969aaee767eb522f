"""How this room's entries read on an order's timeline."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from orders.fulfilment import carriers
from orders.ports import TIMELINE_WORDS

Details = Mapping[str, str]


@TIMELINE_WORDS.plug("parcel")
def _parcel(details: Details) -> tuple[str, str]:
    return _("Parcel handed over"), f"{carriers.name_of(details['carrier'])} {details['number']}"


@TIMELINE_WORDS.plug("note")
def _note(details: Details) -> tuple[str, str]:
    return _("Note"), details["text"]
