"""Reads. Regions come from memory; a member's addresses are one query."""

from django.db.models import QuerySet
from oscar.apps.address.models import UserAddress

from membership.addresses.destination import Destination
from membership.addresses.phones import number_to_call
from membership.addresses.regions import HOME, districts_of, tree
from membership.models import User

__all__ = ["HOME", "addresses_of", "destination_of", "districts_of", "number_to_call", "tree"]


def addresses_of(user: User) -> QuerySet[UserAddress]:
    """The member's book, the usual address first."""
    return UserAddress.objects.filter(user=user).order_by("-is_default_for_shipping", "-date_created")


def destination_of(address: UserAddress) -> Destination:
    return Destination(
        name=address.first_name,
        phone=str(address.phone_number or ""),
        country=address.country_id,
        province=address.state,
        city=address.line4,
        district=address.line3,
        street=address.line1,
        postcode=address.postcode,
    )
