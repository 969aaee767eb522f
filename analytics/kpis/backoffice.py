"""The pages of numbers: the board, the rows behind a figure, the dictionary, and a CSV of all of it."""

import csv
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, register_converter
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analytics.kpis import behind, periods
from analytics.kpis.board import HOURLY, Asked, board
from analytics.kpis.definitions import HEADLINE, KPIS, Kpi
from analytics.kpis.interface import kpis_json
from analytics.kpis.periods import Days
from analytics.kpis.queries import figures
from analytics.kpis.seasons import months
from analytics.kpis.templatetags.figures import exact
from analytics.rollups.queries import last_rollup
from kernel import clock
from membership.staff.services import requires

ROWS = 100
#: The count runs every hour; later than this, somebody should look why it does not.
STALE = timedelta(hours=3)


@requires("kpis.view")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    days, refusal = _asked_days(request)
    asked = Asked(
        days,
        kpi=KPIS.get(request.GET.get("kpi", ""), KPIS["revenue"]),
        compare="year" if request.GET.get("compare") == "year" else "previous",
        is_smooth=request.GET.get("smooth") == "7",
        hourly=request.GET["hours"] if request.GET.get("hours") in HOURLY else "paid_orders",
    )
    shown = {
        "board": board(asked),
        "asked": asked,
        "refusal": refusal,
        "presets": _presets(days),
        "hourly": HOURLY,
        "hourly_kpi": KPIS[asked.hourly],
        **_completeness(),
    }
    return render(request, "analytics/kpis/numbers.html", shown, status=400 if refusal else 200)


@requires("kpis.view")
@require_safe
def rows(request: HttpRequest, key: str, day: date) -> HttpResponse:
    """What stands behind one figure on one day, raw, a hundred rows a page."""
    kpi = _kpi(key)
    period = figures(day, day)
    evidence = behind.rows_of(kpi, day)
    page = Paginator(evidence.rows, ROWS).get_page(request.GET.get("page"))
    shown = {"kpi": kpi, "day": day, "value": period.value(key), "evidence": evidence, "page": page}
    return render(request, "analytics/kpis/rows.html", shown)


@requires("kpis.view")
@require_safe
def by_month(request: HttpRequest) -> HttpResponse:
    """The season of one figure: twelve months beside a usual one and beside the year before."""
    kpi = KPIS.get(request.GET.get("kpi", ""), KPIS["revenue"])
    shown = {"kpi": kpi, "kpis": list(KPIS.values())[:HEADLINE], "months": months(kpi, clock.today())}
    return render(request, "analytics/kpis/months.html", shown)


@requires("kpis.view")
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    return render(request, "analytics/kpis/dictionary.html", {"kpis": KPIS.values()})


@requires("kpis.view")
@require_safe
def days_csv(request: HttpRequest) -> HttpResponse:
    """Every figure of every day asked for, named in the reader's language."""
    days, refusal = _asked_days(request)
    if refusal:
        return HttpResponse(refusal, status=400, content_type="text/plain; charset=utf-8")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # Excel reads Chinese only with this mark
    response["Content-Disposition"] = f'attachment; filename="numbers-{days.first}-{days.last}.csv"'
    _write(csv.writer(response), days)
    return response


def _write(lines: Any, days: Days) -> None:
    period = figures(days.first, days.last)
    values = [period.values(key) for key in KPIS]
    lines.writerow([_("Day"), *(str(kpi.name) for kpi in KPIS.values())])
    lines.writerows([day, *map(exact, of_day)] for day, *of_day in zip(period.days, *values, strict=True))


def _kpi(key: str) -> Kpi:
    if key not in KPIS:
        raise Http404
    return KPIS[key]


def _asked_days(request: HttpRequest) -> tuple[Days, str]:
    """The days asked for; where they cannot be, the usual ones and a sentence that says why."""
    today = clock.today()
    try:
        return periods.asked_days(request.GET.get("from", ""), request.GET.get("to", ""), today=today), ""
    except periods.UnknownDays as unknown:
        return periods.asked_days("", "", today=today), str(unknown)


def _presets(days: Days) -> list[dict[str, Any]]:
    """Whole days up to yesterday; today is not over."""
    last = clock.today() - timedelta(days=1)
    names = {7: _("7 days"), 28: _("28 days"), 91: _("Quarter"), 365: _("Year")}
    offered = [(name, Days(last - timedelta(days=count - 1), last)) for count, name in names.items()]
    return [{"name": name, "days": each, "is_current": each == days} for name, each in offered]


def _completeness() -> dict[str, Any]:
    rollup = last_rollup()
    return {"rollup": rollup, "is_stale": rollup is not None and clock.now() - rollup.complete_until > STALE}


class Day:
    """A day in an address, like 2026-11-24."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, text: str) -> date:
        return date.fromisoformat(text)

    def to_url(self, day: date) -> str:
        return day.isoformat()


register_converter(Day, "day")

urlpatterns = [
    path("kpis/", numbers, name="kpis"),
    path("kpis/months/", by_month, name="kpi-months"),
    path("kpis/dictionary/", dictionary, name="kpi-dictionary"),
    path("kpis/days.csv", days_csv, name="kpi-days"),
    path("kpis/<slug:key>/<day:day>/", rows, name="kpi-rows"),
    path("kpis.json", kpis_json, name="kpis-json"),
]
