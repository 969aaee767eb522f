"""Giving and taking rights. Every change is in the audit log; the store never loses its last owner."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, override

from kernel import audit
from kernel.locks import wait_for_turn
from membership.messages import services as messages
from membership.messages.queries import letterhead
from membership.models import User
from membership.staff import policy
from membership.staff.access import requires
from membership.staff.models import Role, StaffRole

__all__ = [
    "LastOwner",
    "OwnOwnerRole",
    "deactivate",
    "give_role",
    "invite",
    "reactivate",
    "requires",
    "set_roles",
    "subject_of",
    "take_role",
]


class LastOwner(Exception):
    """Without an owner nobody could grant anything any more."""


class OwnOwnerRole(Exception):
    """An owner steps down only through another owner."""


@transaction.atomic
def invite(*, email: str, roles: set[str]) -> User:
    """Whoever has this address holds ``roles`` besides those held before, and is told so by mail.

    A new person has no password; the log-in page sends them a code.
    """
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email=email)
    user = _locked(user)
    held = _held(user)
    set_roles(user=user, roles=held | roles)
    if roles - held:
        _welcome(user, held | roles)
    return user


def _welcome(user: User, roles: set[str]) -> None:
    language = user.language or get_language() or settings.LANGUAGE_CODE
    with override(language):
        context = {
            "store": letterhead().name,
            "roles": [str(label) for role, label in Role.choices if role in roles],
            "url": f"{settings.STORE_URL}{reverse('account_login')}?next={reverse('office:today')}",
        }
    messages.send(
        key=f"staff-welcome:{user.pk}:{','.join(sorted(roles))}",
        kind="staff-welcome",
        to=user.email,
        user=user,
        language=language,
        template="membership/staff/welcome",
        context=context,
    )


@transaction.atomic
def give_role(*, user: User, role: str) -> None:
    """``user`` holds ``role`` and is staff afterwards; giving it twice changes nothing."""
    set_roles(user=user, roles=_held(_locked(user)) | {role})


@transaction.atomic
def take_role(*, user: User, role: str, by: User | None = None) -> None:
    set_roles(user=user, roles=_held(_locked(user)) - {role}, by=by)


@transaction.atomic
def set_roles(*, user: User, roles: set[str], by: User | None = None) -> None:
    """``user`` holds exactly ``roles`` afterwards. Raises LastOwner, OwnOwnerRole; then nothing has changed."""
    user = _locked(user)
    held = _held(user)
    if Role.OWNER in held - roles:
        _check_owner_may_go(user, by)
    if held == roles:
        return
    StaffRole.objects.filter(user=user).exclude(role__in=roles).delete()
    StaffRole.objects.bulk_create(StaffRole(user=user, role=Role(role)) for role in roles - held)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    audit.record(
        action="staff.roles",
        subject=subject_of(user),
        before={"roles": sorted(held)},
        after={"roles": sorted(roles)},
    )


@transaction.atomic
def deactivate(*, user: User, by: User | None = None) -> None:
    """``user`` can no longer log in and every session of theirs is dead; the roles stay for the day they return."""
    user = _locked(user)
    if not user.is_active:
        return
    if Role.OWNER in _held(user):
        _check_owner_may_go(user, by)
    _switch(user, active=False)


@transaction.atomic
def reactivate(*, user: User) -> None:
    user = _locked(user)
    if not user.is_active:
        _switch(user, active=True)


def subject_of(user: User) -> str:
    """Under which the audit log keeps what was done to a person."""
    return f"user:{user.email}"


def _switch(user: User, *, active: bool) -> None:
    User.objects.filter(pk=user.pk).update(is_active=active)
    audit.record(
        action="staff.reactivated" if active else "staff.deactivated",
        subject=subject_of(user),
        before={"active": not active},
        after={"active": active},
    )


def _locked(user: User) -> User:
    """Owners are locked with the user, in primary-key order, so two owners cannot remove each other at once.

    The turn is the one that the form of the roles waits for, so no role is given between its check and its save.
    """
    wait_for_turn(subject_of(user))
    owners = StaffRole.objects.filter(role=Role.OWNER).values("user")
    rows = User.objects.filter(pk__in=[user.pk]) | User.objects.filter(pk__in=owners)
    return {row.pk: row for row in rows.order_by("pk").select_for_update()}[user.pk]


def _held(user: User) -> set[str]:
    return set(StaffRole.objects.filter(user=user).values_list("role", flat=True))


def _check_owner_may_go(user: User, by: User | None) -> None:
    if by and by.pk == user.pk:
        raise OwnOwnerRole(user.email)
    others = StaffRole.objects.filter(role=policy.OWNER, user__is_active=True).exclude(user=user)
    if not others.exists():
        raise LastOwner(user.email)
