"""Promotions, as the merchant makes them: the list, the editor with its preview, start, stop and copy."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel import audit, clock
from kernel.languages import in_each_language
from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from membership.staff import queries as staff
from membership.staff.services import requires
from promotions.campaigns import services
from promotions.campaigns.policy import problems_of
from promotions.campaigns.queries import namesakes_of, terms_of
from promotions.models import Promotion
from promotions.queries import most_off
from shop.backoffice.downloads import csv_file
from shop.backoffice.lists import page_of
from shop.backoffice.promotions import trial
from shop.backoffice.promotions.forms import PromotionForm
from shop.backoffice.promotions.rows import COLUMNS, cells, rows_of
from shop.backoffice.promotions.tabs import levers, views

Status = Promotion.Status

#: Copies are told apart by their numbers as far as this.
MOST_COPIES = 20


@requires("promotions.view")
@require_safe
def promotions(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view", "all")
    page = page_of(_in(view).order_by("-created_at", "-pk"), request.GET.get("page"))
    shown = {
        "page": page,
        "rows": rows_of(page.rows),
        "levers": levers("office:promotions"),
        "tabs": views(view),
    }
    return render(request, "shop/backoffice/promotions/list.html", shown)


@requires("exports", fresh_for="GET")
@require_safe
def promotions_csv(request: HttpRequest) -> HttpResponse:
    """Every promotion of the view with its figures. Taking them out is an entry in the audit log."""
    audit.record(action="promotions.exported", subject="promotions", after={"filters": request.GET.dict()})
    found = _in(request.GET.get("view", "all")).order_by("-created_at", "-pk")
    return csv_file(f"promotions-{clock.today()}.csv", COLUMNS, map(cells, rows_of(list(found))))


def _in(view: str) -> QuerySet[Promotion]:
    is_past = Q(ends_at__lte=clock.now())
    match view:
        case "running":
            return Promotion.objects.filter(~is_past | Q(ends_at=None), status=Status.RUNNING)
        case "draft":
            return Promotion.objects.filter(status=Status.DRAFT)
        case "over":
            return Promotion.objects.filter(Q(status=Status.STOPPED) | is_past & Q(status=Status.RUNNING))
    return Promotion.objects.all()


@requires("promotions.edit")
@require_http_methods(["GET", "POST"])
def new_promotion(request: HttpRequest) -> HttpResponse:
    form = PromotionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _saved(form)):
        messages.success(request, _("Drafted. Nobody is priced by it before you start it."))
        return redirect("office:promotion", pk=made.pk)
    return _editor(request, form)


@requires("promotions.view", to_change="promotions.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def promotion(request: HttpRequest, pk: int) -> HttpResponse:
    edited = get_object_or_404(Promotion, pk=pk)
    form = PromotionForm(request.POST or None, promotion=edited)
    is_sent = request.method == "POST" and form.is_valid() and is_up_to_date(request, form, _subject(edited))
    if is_sent and _saved(form, edited):
        messages.success(request, _("Saved."))
        return redirect("office:promotion", pk=pk)
    return _editor(request, form, edited)


def _subject(edited: Promotion) -> str:
    """Under which the audit log keeps it."""
    return f"promotion:{edited.pk}"


def _saved(form: PromotionForm, edited: Promotion | None = None) -> Promotion | None:
    """None where the terms contradict themselves, and it is said at their fields."""
    try:
        return services.save_promotion(terms=form.terms, promotion=edited)
    except services.Refused as refused:
        form.refuse(refused.problems)
        return None


def _editor(request: HttpRequest, form: PromotionForm, edited: Promotion | None = None) -> HttpResponse:
    is_wrong = form.is_bound and bool(form.errors)
    shown: dict[str, Any] = {"form": form, "may_edit": staff.may(request.user, "promotions.edit")}
    if edited:
        [shown["row"]] = rows_of([edited])
        shown |= {"promotion": edited, "seen": seen_of(_subject(edited))}
    if edited and not form.is_bound:
        shown["trial"] = trial.of(terms_of(edited), edited)
    return render(request, "shop/backoffice/promotions/promotion.html", shown, status=422 if is_wrong else 200)


@requires("promotions.edit")
@require_POST
def preview(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """What the form as it stands would do, without keeping anything but the choice of goods."""
    edited = get_object_or_404(Promotion, pk=pk) if pk else None
    form = PromotionForm(request.POST, promotion=edited)
    shown: dict[str, Any] = {"problems": []}
    if form.is_valid():
        terms = form.terms
        problems = problems_of(terms, clock.today(), most_off())
        shown["problems"] = [services.in_words(problem) for problem in problems]
        shown["trial"] = None if shown["problems"] else trial.of(terms, edited)
    return render(request, "shop/backoffice/promotions/preview.html", shown)


@requires("promotions.edit")
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    moved = get_object_or_404(Promotion, pk=pk)
    try:
        services.start(promotion=moved)
        messages.success(request, _("Started. Shoppers are priced by it within its time."))
    except services.Refused as refused:
        messages.error(request, " ".join(map(services.in_words, refused.problems)))
    except services.AlreadyThere:
        messages.error(request, _("It was started or stopped already."))
    return redirect("office:promotion", pk=pk)


@requires("promotions.edit")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.stop(promotion=get_object_or_404(Promotion, pk=pk))
        messages.success(request, _("Stopped. The next page a shopper opens is priced without it."))
    except services.AlreadyThere:
        messages.error(request, _("It was started or stopped already."))
    return redirect("office:promotion", pk=pk)


@requires("promotions.edit")
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    original = get_object_or_404(Promotion, pk=pk)
    made = services.copy(promotion=original, names=_names_of_a_copy(original))
    messages.success(request, _("Copied as a draft."))
    return redirect("office:promotion", pk=made.pk)


def _names_of_a_copy(original: Promotion) -> dict[str, str]:
    """The first that no promotion has; of very many copies the last ones share theirs."""
    numbered = (_names_numbered(original, number) for number in range(1, MOST_COPIES))
    return next(
        (names for names in numbered if not namesakes_of(names).exists()), _names_numbered(original, MOST_COPIES)
    )


def _names_numbered(original: Promotion, number: int) -> dict[str, str]:
    names = {}
    for language, name in in_each_language(original, "name").items():
        with override(language):
            words = _("%(name)s (copy)") if number == 1 else _("%(name)s (copy %(number)d)")
            names[language] = words % {"name": name[:60], "number": number} if name else ""
    return names


urlpatterns = [
    path("promotions/", promotions, name="promotions"),
    path("promotions/promotions.csv", promotions_csv, name="promotions-export"),
    path("promotions/new/", new_promotion, name="new-promotion"),
    path("promotions/preview/", preview, name="new-promotion-preview"),
    path("promotions/<int:pk>/", promotion, name="promotion"),
    path("promotions/<int:pk>/preview/", preview, name="promotion-preview"),
    path("promotions/<int:pk>/start/", start, name="promotion-start"),
    path("promotions/<int:pk>/stop/", stop, name="promotion-stop"),
    path("promotions/<int:pk>/copies/", copy, name="promotion-copies"),
]
