from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.meanwhile import SAID, in_one_transaction, seen_of, was_saved_meanwhile
from membership.models import User
from membership.points import queries as purse
from membership.points import services as points
from membership.points.words import cause_of
from membership.staff.services import requires
from membership.tiers import queries as tiers
from membership.tiers import services as levels
from shop.backoffice.lists import page_of
from shop.backoffice.members import forms, queries
from shop.backoffice.tabs import Tab
from shop.memories import SHELF

CHANGES = 20


@requires("members.view")
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    ladder = tiers.levels()
    asked = request.GET.get("level", "")
    level = next((each.number for each in ladder if str(each.number) == asked), 0)
    page = page_of(queries.found(level=level, words=words), request.GET.get("page"))
    tabs = [Tab(_("All"), "?", current=not level)]
    tabs += [Tab(each.name, f"?level={each.number}", current=each.number == level) for each in ladder]
    shown = {"page": page, "rows": queries.rows(page.rows), "tabs": tabs, "level": level, "words": words}
    return render(request, "shop/backoffice/members/list.html", shown)


@requires("members.view")
@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _member(pk))


@requires("members.edit")
@require_POST
def adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """More or fewer points, once however often the form is sent."""
    user = _member(pk)
    form = forms.Adjustment(request.POST, auto_id="adjustment_%s")
    if form.is_valid() and _adjusted(form, user, request):
        messages.success(request, _("The points of %(email)s are adjusted.") % {"email": user.email})
        return redirect("office:membership", pk=pk)
    return _page(request, user, adjustment=form)


def _adjusted(form: forms.Adjustment, user: User, request: HttpRequest) -> bool:
    said = form.cleaned_data
    try:
        points.adjust(
            user=user, points=said["points"], reason=said["reason"], by=request.user, key=f"adjust:{said['key']}"
        )
    except points.NotEnoughPoints as refused:
        form.add_error("points", _("Only %(count)s points are there.") % {"count": f"{refused.available:,}"})
    except points.NotPoints:
        form.add_error("points", _("0 points change nothing."))
    return form.is_valid()


@requires("members.edit")
@require_POST
def level(request: HttpRequest, pk: int) -> HttpResponse:
    user = _member(pk)
    form = forms.LevelChoice(request.POST, auto_id="level_%s")
    if not form.is_valid():
        return _page(request, user, level_form=form)
    levels.set_level(user=user, by=request.user, **form.cleaned_data)
    messages.success(request, _("The level of %(email)s is set.") % {"email": user.email})
    return redirect("office:membership", pk=pk)


@requires("members.view", to_change="levels.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def ladder(request: HttpRequest) -> HttpResponse:
    """Thresholds, names and perks of all levels, saved together or not at all."""
    all_forms = forms.level_forms(request.POST or None)
    refusal = ""
    if request.method == "POST" and all(form.is_valid() for form in all_forms):
        refusal = _set_levels(request, all_forms)
        if not refusal:
            messages.success(request, _("The levels are saved. Members keep theirs until they buy or a year is over."))
            return redirect("office:levels")
    status = 422 if request.method == "POST" else 200
    shown = {"forms": all_forms, "refusal": refusal, "seen": seen_of("levels")}
    return render(request, "shop/backoffice/members/levels.html", shown, status=status)


def _set_levels(request: HttpRequest, all_forms: list[forms.LevelForm]) -> str:
    """Why they are not set; empty where they are."""
    if was_saved_meanwhile(request, "levels"):
        return str(SAID)
    try:
        levels.set_levels(levels=[form.instance for form in all_forms])
    except levels.LevelsOutOfOrder:
        return _("The first level begins at 0, and each one asks for more than the one below it.")
    SHELF.forget()
    return ""


def _page(request: HttpRequest, user: User, **bound: Any) -> HttpResponse:
    standing = tiers.standing_of(user)
    entries = page_of(purse.history_of(user), request.GET.get("page"))
    shown = {
        "member": user,
        "standing": standing,
        "balance": purse.balance_of(user.pk),
        "debt": purse.debt_of(user.pk),
        "entries": entries,
        "ledger": [(entry, cause_of(entry)) for entry in entries.rows],
        "changes": _named(list(tiers.changes_of(user)[:CHANGES]), standing),
        "adjustment": forms.Adjustment(auto_id="adjustment_%s"),
        "level_form": forms.LevelChoice(initial={"level": standing.level}, auto_id="level_%s"),
        **bound,
    }
    return render(request, "shop/backoffice/members/member.html", shown, status=422 if bound else 200)


def _named(changes: list[Any], standing: tiers.Standing) -> list[tuple[str, str, Any]]:
    return [(standing.name_of(each.before), standing.name_of(each.after), each) for each in changes]


def _member(pk: int) -> User:
    return get_object_or_404(User.objects.filter(is_staff=False), pk=pk)


urlpatterns = [
    path("members/", members, name="members"),
    path("members/<int:pk>/", member, name="membership"),
    path("members/<int:pk>/points/", adjustment, name="membership-points"),
    path("members/<int:pk>/level/", level, name="membership-level"),
    path("levels/", ladder, name="levels"),
]
