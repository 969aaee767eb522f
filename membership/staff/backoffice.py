"""Staff and their roles, for owners."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from membership.models import User
from membership.staff import policy, queries, services
from membership.staff.forms import InvitationForm, RolesForm
from membership.staff.models import Role
from membership.staff.services import requires


@requires("staff.edit")
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = services.invite(email=form.cleaned_data["email"], roles=set(form.cleaned_data["roles"]))
        messages.success(request, _("%(email)s can now work in the back office.") % {"email": user.email})
        return redirect("office:staff")
    return render(request, "membership/staff/staff.html", {"staff": queries.staff(), "form": form, "table": _table()})


@requires("staff.edit")
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(_people(), pk=pk)
    form = RolesForm(request.POST or None, initial={"roles": list(queries.roles_of(user))})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_roles(user=user, roles=set(form.cleaned_data["roles"]), by=request.user)
        except (services.LastOwner, services.OwnOwnerRole) as refusal:
            form.add_error("roles", _why(refusal))
        else:
            messages.success(request, _("The roles of %(email)s are saved.") % {"email": user.email})
            return redirect("office:staff")
    return render(request, "membership/staff/member.html", {"member": user, "form": form})


@requires("staff.edit")
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


@requires("staff.edit")
@require_POST
def reactivation(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(_people(), pk=pk)
    services.reactivate(user=user)
    messages.success(request, _("%(email)s can log in again.") % {"email": user.email})
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
        {"permission": permission, "granted": [policy.may([role], permission) for role in Role.values]}
        for permission in policy.GRANTS
    ]


urlpatterns = [
    path("staff/", staff, name="staff"),
    path("staff/<int:pk>/", member, name="member"),
    path("staff/<int:pk>/deactivation/", deactivation, name="deactivation"),
    path("staff/<int:pk>/reactivation/", reactivation, name="reactivation"),
]
