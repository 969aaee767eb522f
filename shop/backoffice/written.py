"""What the audit log wrote down, in the reader's words: the names of what was changed, and states by their names.

Entries keep the codes they were written with; what a merchant named, or an older release wrote, is shown as it is.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from analytics.kpis.models import ApiKey
from kernel.thresholds import THRESHOLDS
from membership.staff.models import Role
from orders.aftersales.models import Return
from orders.models import Order
from promotions.coupons.models import Coupon
from promotions.models import Promotion
from shop.backoffice.promotions import coupon_forms, forms

FIELDS: dict[str, str | Promise] = {
    "active": gettext_lazy("Active"),
    "alt": gettext_lazy("What it shows"),
    "amount": gettext_lazy("Amount"),
    "answer": gettext_lazy("Words to the shopper"),
    "asked price": gettext_lazy("Price on the payment page"),
    "audience": gettext_lazy("For whom"),
    "budget": gettext_lazy("Budget"),
    "button": gettext_lazy("Button"),
    "categories": gettext_lazy("Categories"),
    "code": gettext_lazy("Coupon code"),
    "codes": gettext_lazy("How many codes"),
    "combines": gettext_lazy("Adds to others that add up too"),
    "cost": gettext_lazy("Cost"),
    "currency": gettext_lazy("Currency"),
    "days_valid": gettext_lazy("Days"),
    "description": gettext_lazy("Description"),
    "different": gettext_lazy("Asked and paid"),
    "email": gettext_lazy("E-mail"),
    "en": gettext_lazy("English"),
    "ends_at": gettext_lazy("Ends"),
    "error": gettext_lazy("Error"),
    "factor": gettext_lazy("Second factor"),
    "factors": gettext_lazy("Second factor"),
    "failure": gettext_lazy("Failure"),
    "filters": gettext_lazy("Filter"),
    "gain": gettext_lazy("What it gives"),
    "gain_value": gettext_lazy("Takes off (¥ or %)"),
    "gift_pieces": gettext_lazy("Pieces of it"),
    "gift_stock_id": gettext_lazy("Gift"),
    "intent_id": gettext_lazy("Payment"),
    "intro": gettext_lazy("Introduction"),
    "key": gettext_lazy("Key"),
    "kind": gettext_lazy("Kind"),
    "lane": gettext_lazy("Lane"),
    "least_level": gettext_lazy("From the level"),
    "level": gettext_lazy("Level"),
    "licence": gettext_lazy("Business licence"),
    "link": gettext_lazy("Link"),
    "list price": gettext_lazy("List price"),
    "logo": gettext_lazy("Logo"),
    "made": gettext_lazy("How many codes"),
    "minimum": gettext_lazy("From goods worth"),
    "missing": gettext_lazy("Pieces that did not come"),
    "month_days": gettext_lazy("Only on these days of the month"),
    "most_uses": gettext_lazy("Orders in all"),
    "most_uses_each": gettext_lazy("Orders of each person"),
    "name": pgettext_lazy("of a thing", "Name"),
    "names": pgettext_lazy("of a thing", "Name"),
    "need": gettext_lazy("What is counted"),
    "need_value": gettext_lazy("From (¥ or pieces)"),
    "note": gettext_lazy("Note"),
    "offered": gettext_lazy("Offered"),
    "on hand": gettext_lazy("On hand"),
    "on shelf": gettext_lazy("On shelf"),
    "order_number": gettext_lazy("Order"),
    "paid": gettext_lazy("Paid"),
    "parcel": gettext_lazy("Parcel"),
    "per_person": gettext_lazy("For each person"),
    "phone": gettext_lazy("Phone"),
    "photo": gettext_lazy("Photograph"),
    "photos": gettext_lazy("Photographs"),
    "picture": gettext_lazy("Picture"),
    "pieces": gettext_lazy("Pieces"),
    "points": gettext_lazy("Points"),
    "points_back": gettext_lazy("Points given back"),
    "points_taken": gettext_lazy("Points taken back"),
    "price": gettext_lazy("Price"),
    "priority": gettext_lazy("Priority"),
    "question": gettext_lazy("Question"),
    "range_id": gettext_lazy("Which goods"),
    "ratio": gettext_lazy("Points for each ¥1"),
    "reason": gettext_lazy("Reason"),
    "refund": gettext_lazy("Refund"),
    "reply": gettext_lazy("Answer"),
    "return_address": gettext_lazy("Return address"),
    "return_name": gettext_lazy("Who takes returns in"),
    "return_phone": gettext_lazy("Phone for returns"),
    "reward": gettext_lazy("Given as"),
    "roles": gettext_lazy("Roles"),
    "scope": gettext_lazy("May"),
    "score": gettext_lazy("Stars"),
    "sellable": gettext_lazy("Fit for sale"),
    "seller": gettext_lazy("Seller"),
    "send_to": gettext_lazy("Return address"),
    "session_id": gettext_lazy("Payment page"),
    "shown": gettext_lazy("Shown in the shop"),
    "sku": gettext_lazy("SKU"),
    "starts_at": gettext_lazy("Starts"),
    "state": gettext_lazy("State"),
    "status": gettext_lazy("State"),
    "story": gettext_lazy("Story"),
    "tags": gettext_lazy("Tags"),
    "tax_number": gettext_lazy("Tax number"),
    "text": gettext_lazy("Internal note"),
    "tiers": gettext_lazy("Steps"),
    "title": gettext_lazy("Title"),
    "total": gettext_lazy("In all"),
    "under": gettext_lazy("Under"),
    "unsold for days": gettext_lazy("Days without a sale"),
    "validity": gettext_lazy("Good for"),
    "value": gettext_lazy("Amount or per cent"),
    "warn at": gettext_lazy("Warn at"),
    "weekdays": gettext_lazy("Only on these weekdays"),
    "zh-hans": gettext_lazy("Chinese"),
}

_Choices = Iterable[tuple[Any, Any]]
LANES: _Choices = (("line", gettext_lazy("Each piece’s price")), ("order", gettext_lazy("The whole order")))
#: What the codes of a field mean, by the room that wrote it (the first part of the action) and the field.
CODES: dict[tuple[str, str], _Choices] = {
    ("api_key", "scope"): ApiKey.Scope.choices,
    ("coupon", "gain"): coupon_forms.GAINS,
    ("coupon", "kind"): coupon_forms.KINDS,
    ("coupon", "reward"): coupon_forms.REWARDS,
    ("coupon", "state"): Coupon.State.choices,
    ("coupon", "validity"): Coupon.Validity.choices,
    ("orders", "status"): Order.Status.choices,
    ("promotion", "audience"): Promotion.Audience.choices,
    ("promotion", "gain"): forms.GAINS,
    ("promotion", "kind"): Promotion.Kind.choices,
    ("promotion", "lane"): LANES,
    ("promotion", "need"): forms.NEEDS,
    ("promotion", "status"): Promotion.Status.choices,
    ("returns", "state"): Return.State.choices,
    ("staff", "factor"): Authenticator.Type.choices,
    ("staff", "factors"): Authenticator.Type.choices,
    ("staff", "roles"): Role.choices,
}
#: ``name (en)``, ``name en`` and ``name_zh_hans`` are one field in each language.
_IN_A_LANGUAGE = re.compile(r"(?P<field>.+?)[ _]\(?(?P<language>en|zh[-_]hans)\)?")


def name_of(field: str) -> str:
    """Of a field that an entry says was changed."""
    if field in THRESHOLDS:
        return str(THRESHOLDS[field].label)
    if said := _IN_A_LANGUAGE.fullmatch(field):
        language = _("English") if said["language"] == "en" else _("Chinese")
        return _("%(field)s (%(language)s)") % {"field": name_of(said["field"]), "language": language}
    if field.isdecimal():  # the ladder of levels is written down by their numbers
        return _("Level %(number)s") % {"number": field}
    return str(FIELDS.get(field, field))


def words_of(value: Any, *, room: str, field: str) -> Any:
    """Codes by what they mean, lists and tables as sentences; None, for what was not there, stays."""
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case list():
            return "; ".join(str(words_of(each, room=room, field=field)) for each in value)
        case Mapping():
            said = ((name_of(name), words_of(each, room=room, field=name)) for name, each in value.items())
            return ", ".join(f"{name}: {words}" for name, words in said)
    return _meaning(value, room, field)


def _meaning(value: Any, room: str, field: str) -> Any:
    choices = THRESHOLDS[field].choices if field in THRESHOLDS else CODES.get((room, field), ())
    return next((str(words) for code, words in choices if code == value), value)
