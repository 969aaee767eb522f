"""Coupons, as the merchant makes them: the list with their figures, the editor, codes to hand out."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel import audit, clock
from kernel.languages import in_each_language
from kernel.lifecycle import IllegalMove, MovedMeanwhile
from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from membership.staff import queries as staff
from membership.staff.services import requires
from promotions.coupons import services, tickets
from promotions.coupons.models import Coupon, Voucher
from shop.backoffice.downloads import csv_file
from shop.backoffice.lists import page_of
from shop.backoffice.promotions.coupon_forms import CodesForm, CouponForm
from shop.backoffice.promotions.tabs import levers, views

State = Coupon.State
COLUMNS = (
    *("name", "rule", "goods", "kind", "status", "starts_at", "ends_at"),
    *("out", "most", "used", "discount_given", "budget"),
)


@requires("promotions.view")
@require_safe
def coupons(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view", "all")
    page = page_of(_in(view).order_by("-created_at", "-pk"), request.GET.get("page"))
    shown = {
        "page": page,
        "rows": tickets.rows_of(page.rows),
        "levers": levers("office:coupons"),
        "tabs": views(view),
    }
    return render(request, "shop/backoffice/promotions/coupons.html", shown)


@requires("exports", fresh_for="GET")
@require_safe
def coupons_csv(request: HttpRequest) -> HttpResponse:
    """Every coupon of the view with its figures. Taking them out is an entry in the audit log."""
    audit.record(action="coupons.exported", subject="coupons", after={"filters": request.GET.dict()})
    found = _in(request.GET.get("view", "all")).order_by("-created_at", "-pk")
    return csv_file(f"coupons-{clock.today()}.csv", COLUMNS, map(_cells, tickets.rows_of(list(found))))


def _cells(row: tickets.Row) -> list[object]:
    each = row.coupon
    return [
        *(each.name, row.ticket.rule, row.ticket.scope, each.get_kind_display(), each.get_state_display()),
        *(each.starts_at, each.ends_at, each.taken, each.total or "", row.used, row.discount, row.budget or ""),
    ]


def _in(view: str) -> QuerySet[Coupon]:
    is_past = Q(ends_at__lte=clock.now())
    match view:
        case "running":
            return Coupon.objects.filter(~is_past, state=State.RUNNING)
        case "draft":
            return Coupon.objects.filter(state=State.DRAFT)
        case "over":
            return Coupon.objects.filter(Q(state=State.STOPPED) | is_past & Q(state=State.RUNNING))
    return Coupon.objects.all()


@requires("promotions.edit")
@require_http_methods(["GET", "POST"])
def new_coupon(request: HttpRequest) -> HttpResponse:
    form = CouponForm(request.POST or None, initial={"starts_at": clock.now()})
    if request.method == "POST" and form.is_valid():
        made = _said(form, lambda: services.draft_coupon(terms=form.terms))
        if made:
            messages.success(request, _("Drafted. Nobody sees it before you start it."))
            return redirect("office:coupon", pk=made.pk)
    return _editor(request, form)


@requires("promotions.view", to_change="promotions.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def coupon(request: HttpRequest, pk: int) -> HttpResponse:
    edited: Coupon = get_object_or_404(Coupon.objects.select_related(*tickets.ALONG), pk=pk)
    form = CouponForm(request.POST or None, coupon=edited)
    is_sent = request.method == "POST" and form.is_valid() and is_up_to_date(request, form, f"coupon:{pk}")
    if is_sent and _said(form, lambda: services.change_coupon(coupon=edited, terms=form.terms)):
        messages.success(request, _("Saved."))
        return redirect("office:coupon", pk=pk)
    return _editor(request, form, edited)


def _said(form: CouponForm, command: Callable[[], Coupon]) -> Coupon | None:
    """The coupon as it is then; None where the coupons refused what the form let pass, and it is said at its field."""
    try:
        return command()
    except services.NameTaken as refused:
        name = "name_en" if refused.args[0] == "en" else "name_zh_hans"
        form.add_error(name, _("Another offer has this name. Shoppers could not tell them apart."))
    except services.CodeTaken:
        form.add_error("code", _("Another coupon has this code."))
    except services.TotalBelowTaken as refused:
        form.add_error("total", _("%(taken)d are out already.") % {"taken": refused.args[0]})
    except services.TermsFixed:
        form.add_error(None, _("The coupon was started meanwhile: what it promises stays."))
    return None


def _editor(request: HttpRequest, form: CouponForm, edited: Coupon | None = None) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "may_edit": staff.may(request.user, "promotions.edit")}
    if edited:
        [row] = tickets.rows_of([edited])
        codes = edited.vouchers.filter(usage=Voucher.SINGLE_USE)
        shown |= {"row": row, "coupon": edited, "codes_form": CodesForm(), "codes": codes.count()}
        shown |= {"is_typed": edited.kind == Coupon.Kind.CODE, "seen": seen_of(f"coupon:{edited.pk}")}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "shop/backoffice/promotions/coupon.html", shown, status=status)


@requires("promotions.edit")
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.start_coupon, _("Started. Shoppers can have it from its start on."))


@requires("promotions.edit")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    told = _("Stopped. Nobody gets it any more; what members hold stays good.")
    return _moved(request, pk, services.stop_coupon, told)


def _moved(request: HttpRequest, pk: int, command: Callable[..., None], told: str) -> HttpResponse:
    try:
        command(coupon=get_object_or_404(Coupon, pk=pk))
        messages.success(request, told)
    except (IllegalMove, MovedMeanwhile):
        messages.error(request, _("It was started or stopped already."))
    return redirect("office:coupon", pk=pk)


@requires("promotions.edit")
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    original: Coupon = get_object_or_404(Coupon.objects.select_related(*tickets.ALONG), pk=pk)
    for number in range(2, 100):
        try:
            made = services.copy_coupon(coupon=original, names=_names_of_a_copy(original, number))
        except services.NameTaken:
            continue
        messages.success(request, _("Copied as a draft. Give it a name and a code of its own."))
        return redirect("office:coupon", pk=made.pk)
    messages.error(request, _("There are too many copies already. Rename some of them."))
    return redirect("office:coupon", pk=pk)


def _names_of_a_copy(original: Coupon, number: int) -> dict[str, str]:
    names = {}
    for language, name in in_each_language(original, "name").items():
        with override(language):
            names[language] = _("%(name)s (copy %(number)d)") % {"name": name[:60], "number": number}
    return names


@requires("promotions.edit")
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Make codes for one use each, or take all of them out as CSV."""
    of: Coupon = get_object_or_404(Coupon.objects.select_related(*tickets.ALONG), pk=pk, kind=Coupon.Kind.CODE)
    if request.method == "GET":
        return _csv(of)
    form = CodesForm(request.POST)
    if form.is_valid():
        made = len(services.generate_codes(coupon=of, count=form.cleaned_data["count"]))
        told = ngettext("%(count)d code is made.", "%(count)d codes are made.", made) % {"count": made}
        messages.success(request, told)
    else:
        messages.error(request, " ".join(form.errors["count"]))
    return redirect("office:coupon", pk=pk)


def _csv(of: Coupon) -> StreamingHttpResponse:
    audit.record(action="coupon.codes_exported", subject=f"coupon:{of.pk}")
    response = StreamingHttpResponse(_lines(of), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="codes-{of.pk}.csv"'
    return response


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(of: Coupon) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(["code", "used"])
    made = of.vouchers.filter(usage=Voucher.SINGLE_USE).order_by("pk").values_list("code", "num_orders")
    for code, uses in made.iterator(chunk_size=2000):
        yield writer.writerow([code, uses])


urlpatterns = [
    path("promotions/coupons/", coupons, name="coupons"),
    path("promotions/coupons/coupons.csv", coupons_csv, name="coupons-export"),
    path("promotions/coupons/new/", new_coupon, name="new-coupon"),
    path("promotions/coupons/<int:pk>/", coupon, name="coupon"),
    path("promotions/coupons/<int:pk>/start/", start, name="coupon-start"),
    path("promotions/coupons/<int:pk>/stop/", stop, name="coupon-stop"),
    path("promotions/coupons/<int:pk>/copies/", copy, name="coupon-copies"),
    path("promotions/coupons/<int:pk>/codes/", codes, name="coupon-codes"),
]
