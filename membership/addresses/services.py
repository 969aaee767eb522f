"""Commands. An address is checked by its form and kept once however often it is entered."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.safestring import SafeString
from oscar.apps.address.models import UserAddress

from membership.addresses.destination import Destination
from membership.addresses.forms import AddressForm
from membership.models import User

__all__ = ["Destination", "address_form", "forget_address", "form_as_known", "keep_address"]


def address_form(data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> AddressForm:
    """The form that asks for a destination; once valid, ``form.destination()`` is what was entered."""
    return AddressForm(data, initial=initial)


def form_as_known(initial: Mapping[str, Any]) -> SafeString:
    """The same form as it looks before it is sent."""
    return AddressForm.drawn_with(initial)


@transaction.atomic
def keep_address(
    *, user: User, destination: Destination, is_default: bool = False, pk: int | None = None
) -> UserAddress:
    """The member's book holds ``destination`` once; as the usual address if asked, or if it is the first."""
    User.objects.select_for_update().get(pk=user.pk)
    book = UserAddress.objects.filter(user=user)
    address = book.filter(pk=pk).first() or UserAddress(user=user)
    _write(address, destination)
    same = book.filter(hash=address.generate_hash()).exclude(pk=address.pk).first()
    if same:
        if address.pk:
            address.delete()
        address = same
        _write(address, destination)
    if is_default or not book.exists():
        book.update(is_default_for_shipping=False)
        address.is_default_for_shipping = True
    address.save()
    return address


def _write(address: UserAddress, destination: Destination) -> None:
    address.first_name, address.last_name = destination.name, ""
    address.phone_number = destination.phone
    address.country_id = destination.country
    address.state, address.line4, address.line3 = destination.province, destination.city, destination.district
    address.line1, address.postcode = destination.street, destination.postcode


@transaction.atomic
def forget_address(*, user: User, pk: int) -> None:
    """The address is gone; if it was the usual one, the latest of the others takes its place."""
    UserAddress.objects.filter(user=user, pk=pk).delete()
    others = UserAddress.objects.select_for_update().filter(user=user)
    if not others.filter(is_default_for_shipping=True).exists():
        heir = others.order_by("-date_created").first()
        others.filter(pk=heir.pk if heir else None).update(is_default_for_shipping=True)
