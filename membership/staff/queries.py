"""Reads about staff. One query for the roles of a user, however often they are asked within a request."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from kernel.prepared import Prepared
from membership.accounts.queries import second_factors
from membership.models import User
from membership.staff import policy
from membership.staff.models import Role, StaffRole

Person = User | AnonymousUser

_REMEMBERED = "_roles_held"


def roles_of(user: Person) -> frozenset[str]:
    """The roles a user holds; none for a shopper, a stranger, or someone deactivated. Remembered on ``user``."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, _REMEMBERED):
        setattr(user, _REMEMBERED, frozenset(role for (role,) in _roles.rows([user.pk])))
    held: frozenset[str] = getattr(user, _REMEMBERED)
    return held


@Prepared
def _roles(keys: Any) -> QuerySet[StaffRole, Any]:
    """Every page of the office asks for them."""
    return StaffRole.objects.filter(user__in=keys).values_list("role")


def may(user: Person, permission: str) -> bool:
    return policy.may(roles_of(user), permission)


def permissions_of(user: Person) -> frozenset[str]:
    return policy.permissions_of(roles_of(user))


def staff() -> QuerySet[User]:
    """Everyone who holds a role or once did, active first, each with ``staff_roles`` at hand; 2 queries.

    ``has_second_factor`` tells who has an app or a passkey.
    """
    roles = Prefetch("staff_roles", StaffRole.objects.order_by("pk"))
    proves = Exists(second_factors().filter(user=OuterRef("pk")))
    people = User.objects.filter(is_staff=True).annotate(has_second_factor=proves)
    return people.prefetch_related(roles).order_by("-is_active", "email")


def who_may(permission: str) -> QuerySet[User]:
    """Everyone at work who holds a role with this right."""
    roles = policy.GRANTS[permission] | {policy.OWNER}
    return User.objects.filter(is_active=True, staff_roles__role__in=roles).distinct().order_by("email")


def owners() -> QuerySet[User]:
    return User.objects.filter(is_active=True, staff_roles__role=Role.OWNER).order_by("email")
