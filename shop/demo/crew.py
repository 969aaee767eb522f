"""The people of the demo who can log in. Their password is made anew for every data directory."""

import os

from allauth.account.models import EmailAddress

from membership.addresses.services import Destination, keep_address
from membership.models import User
from membership.staff.services import give_role
from shop.demo.people import Person

ROLES = {
    "merchant": ("owner",),
    "operator": ("analyst", "marketer"),
    "support": ("support",),
    "warehouse": ("warehouse",),
}
SHOPPERS = {"shopper": "林薇", "new": "陈晨"}
HOME = Destination("林薇", "+8613800138000", "CN", "浙江省", "杭州市", "西湖区", "文三路 90 号 6 幢 401", "310012")


def hire() -> None:
    """Everyone who works in the demo shop can log in and holds their roles."""
    for name, roles in ROLES.items():
        user = _log_in(name)
        for role in roles:
            give_role(user=user, role=role)


def welcome() -> Person:
    """Both shoppers can log in; the one with a past is returned, with an address in the book."""
    for name, called in SHOPPERS.items():
        user = _log_in(name, first_name=called, language="zh-hans")
        if name == "shopper":
            keep_address(user=user, destination=HOME, is_default=True)
            shopper = Person(user.pk, user.email, "zh-hans", HOME)
    return shopper


def _log_in(name: str, **details: str) -> User:
    email = f"{name}@demo.shop"
    user = User.objects.create_user(email, os.environ["DEMO_PASSWORD"], **details)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
