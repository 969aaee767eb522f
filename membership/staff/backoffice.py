"""Staff and their roles, for owners."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from membership.accounts import services as accounts
from membership.accounts.queries import has_second_factor
from membership.models import User
from membership.staff import policy, queries, services, words
from membership.staff.forms import InvitationForm, RolesForm
from membership.staff.models import Role
from membership.staff.services import requires

#: What the actions on roles begin with; that somebody was deactivated is another form's.
ABOUT = "staff.roles"


@requires("staff.edit", fresh_for="POST")
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = services.invite(email=form.cleaned_data["email"], roles=set(form.cleaned_data["roles"]))
        messages.success(request, _("%(email)s can now work in the back office.") % {"email": user.email})
        return redirect("office:staff")
    shown = {"staff": queries.staff(), "form": form, "table": _table(), "factor_required": settings.STAFF_MFA_REQUIRED}
    return render(request, "membership/staff/staff.html", shown)


@requires("staff.edit", fresh_for="POST")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def member(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(_people(), pk=pk)
    form = RolesForm(request.POST or None, initial={"roles": list(queries.roles_of(user))})
    if request.method == "POST" and form.is_valid() and _saved(request, form, user):
        messages.success(request, _("The roles of %(email)s are saved.") % {"email": user.email})
        return redirect("office:staff")
    seen = seen_of(services.subject_of(user), about=ABOUT)
    shown = {"member": user, "form": form, "has_second_factor": has_second_factor(user), "seen": seen}
    return render(request, "membership/staff/member.html", shown)


def _saved(request: HttpRequest, form: RolesForm, user: User) -> bool:
    """Whether the roles are the colleague's now; the form says why where they are not."""
    if not is_up_to_date(request, form, services.subject_of(user), about=ABOUT):
        return False
    try:
        services.set_roles(user=user, roles=set(form.cleaned_data["roles"]), by=request.user)
    except (services.LastOwner, services.OwnOwnerRole) as refusal:
        form.add_error("roles", _why(refusal))
    return form.is_valid()


@requires("staff.edit", fresh_for="POST")
@require_POST
def deactivation(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(_people(), pk=pk)
    try:
        services.deactivate(user=user, by=request.user)
    except (services.LastOwner, services.OwnOwnerRole) as refusal:
        messages.error(request, _why(refusal))
    else:
        messages.success(request, _("%(email)s can no longer log in.") % {"email": user.email})
    return redirect("office:member", pk=pk)


@requires("staff.edit", fresh_for="POST")
@require_POST
def reactivation(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(_people(), pk=pk)
    services.reactivate(user=user)
    messages.success(request, _("%(email)s can log in again.") % {"email": user.email})
    return redirect("office:member", pk=pk)


@requires("staff.edit", fresh_for="POST")
@require_POST
def factor_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """For someone who lost the phone and the recovery codes."""
    user = get_object_or_404(_people(), pk=pk)
    accounts.remove_second_factors(user=user)
    messages.success(request, _("%(email)s sets up a new second factor at the next log-in.") % {"email": user.email})
    return redirect("office:member", pk=pk)


def _people() -> QuerySet[User]:
    return User.objects.filter(is_staff=True)


def _why(refusal: Exception) -> str:
    if isinstance(refusal, services.OwnOwnerRole):
        return _("You cannot give up your own owner role; another owner can take it from you.")
    return _("This is the last owner. Make someone else an owner first.")


def _table() -> list[dict[str, Any]]:
    """Every permission with the roles that have it, as it is enforced."""
    return [
        {
            "right": words.RIGHTS[permission],
            "permission": permission,
            "granted": [policy.may([role], permission) for role in Role.values],
        }
        for permission in policy.GRANTS
    ]


urlpatterns = [
    path("staff/", staff, name="staff"),
    path("staff/<int:pk>/", member, name="member"),
    path("staff/<int:pk>/deactivation/", deactivation, name="deactivation"),
    path("staff/<int:pk>/reactivation/", reactivation, name="reactivation"),
    path("staff/<int:pk>/second-factors/removal/", factor_removal, name="factor-removal"),
]
