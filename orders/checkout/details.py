"""What the checkout asks beside the goods: whom to write to and where the parcel goes."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.utils.safestring import SafeString

from membership.addresses.queries import HOME, addresses_of, destination_of
from membership.addresses.services import Destination, address_form, form_as_known
from orders.checkout.forms import ContactForm
from orders.checkout.models import Draft

NEW = "new"
#: Names in the form that say nothing of the details.
NOT_TYPED = {
    "csrfmiddlewaretoken",
    "redraw",
    "form_key",
    "seen_pieces",
    "seen_total",
    "method",
    "points",
    "coupon",
    "drop",
}


class Details:
    """The forms that ask, as they were kept, or as they were sent and are judged.

    ``destination`` is the address of the member's book that is chosen, or what was entered once it is right.
    """

    def __init__(self, request: HttpRequest, draft: Draft, sent: Mapping[str, Any] | None = None) -> None:
        self.user: Any = request.user
        self.sent = sent
        self.chosen = str(sent.get("saved", NEW)) if sent else _chosen_before(draft.typed)
        self.known = {**_known(self.user), **draft.typed, **(sent or {})}

    @cached_property
    def contact(self) -> ContactForm:
        return ContactForm(self.sent, initial=self.known)

    @cached_property
    def address(self) -> Any:
        return address_form(None if self._kept else self.sent, initial=self.known)

    @property
    def judged(self) -> list[Form]:
        """The forms that were sent."""
        return [self.contact, self.address] if self.sent else []

    @property
    def contact_drawn(self) -> SafeString:
        return self.contact.render() if self.sent else ContactForm.drawn_with(self.known)

    @property
    def address_drawn(self) -> SafeString:
        return self.address.render() if self.sent else form_as_known(self.known)

    @property
    def email(self) -> str:
        return self.contact.cleaned_data["email"] if self.sent and self.contact.is_valid() else ""

    @property
    def destination(self) -> Destination | None:
        return self._kept or (self.address.destination() if self.sent and self.address.is_valid() else None)

    @cached_property
    def book(self) -> list[dict[str, Any]]:
        """The member's addresses, each with whether it is the one chosen: the usual one at first."""
        kept = addresses_of(self.user) if self.user.is_authenticated else []
        book = [{"id": str(address.pk), "to": destination_of(address)} for address in kept]
        chosen = self.chosen or (book[0]["id"] if book else "")
        return [entry | {"chosen": entry["id"] == chosen} for entry in book]

    @property
    def wants_new(self) -> bool:
        return self.chosen == NEW

    @property
    def _kept(self) -> Destination | None:
        return next((entry["to"] for entry in self.book if entry["chosen"]), None)


def _chosen_before(typed: Mapping[str, str]) -> str:
    """Of the member's addresses; empty where none was chosen and none entered, so that the usual one is."""
    return typed.get("saved") or (NEW if typed.get("street") else "")


def _known(user: Any) -> dict[str, Any]:
    """What we know of a member before anything is typed."""
    known: dict[str, Any] = {"country": HOME}
    if user.is_authenticated:
        known |= {"email": user.email, "name": user.get_full_name(), "phone": user.phone}
    return known


def typed_in(posted: Any) -> dict[str, str]:
    """What was typed, as it was; nobody types a thousand characters into an address, or one that JSON cannot keep."""
    typed = {"keep": ""} | {
        name: posted[name][:1000].replace("\0", "") for name in list(posted)[:40] if name not in NOT_TYPED
    }
    return {name: words for name, words in typed.items() if "\0" not in name}
