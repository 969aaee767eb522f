"""kpis.json: every figure by day for other programs, with the definition it follows."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from analytics.kpis import periods, queries, services
from analytics.kpis.definitions import KPIS, Kpi, Value
from analytics.kpis.models import ApiKey
from analytics.rollups.queries import last_rollup
from kernel import clock
from membership.staff.services import requires


@require_GET
def kpis_json(request: HttpRequest) -> HttpResponse:
    """200 with the figures; 400 for days that cannot be, 401 for strangers, 403 for those without the right."""
    response = _answer_key(request) if "Authorization" in request.headers else _answer_staff(request)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _answer_key(request: HttpRequest) -> HttpResponse:
    scheme, _, key = request.headers["Authorization"].partition(" ")
    if scheme.lower() == "bearer" and services.use_api_key(key=key.strip(), scope=ApiKey.Scope.KPIS):
        return _figures(request)
    return _unknown("This API key opens nothing.")


def _answer_staff(request: HttpRequest) -> HttpResponse:
    try:
        response = _figures_for_staff(request)
    except Http404:
        return _refused()
    if response.status_code == 302:
        return _unknown("Log in with the right kpis.view, or send an API key: Authorization: Bearer …")
    return _refused() if response.status_code == 403 else response


def _figures(request: HttpRequest) -> HttpResponse:
    try:
        days = periods.asked_days(request.GET.get("from", ""), request.GET.get("to", ""), today=clock.today())
    except periods.UnknownDays as unknown:
        return JsonResponse({"error": str(unknown)}, status=400)
    return JsonResponse(_payload(queries.figures(days.first, days.last)), json_dumps_params={"ensure_ascii": False})


_figures_for_staff = requires("kpis.view")(_figures)


def _payload(period: queries.Period) -> dict[str, Any]:
    values = {key: period.values(key) for key in KPIS}
    rollup = last_rollup()
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "currency": settings.STORE_CURRENCY,
        "time_zone": settings.STORE_TIME_ZONE,
        "complete_until": rollup and rollup.complete_until.isoformat(),
        "definitions": {key: _definition(kpi) for key, kpi in KPIS.items()},
        "days": [
            {"day": day.isoformat(), **{key: _number(values[key][place]) for key in KPIS}}
            for place, day in enumerate(period.days)
        ],
        "total": {key: _number(period.value(key)) for key in KPIS},
    }


def _definition(kpi: Kpi) -> dict[str, Any]:
    said = {"name": kpi.name, "formula": kpi.formula, "window": kpi.window, "leaves_out": kpi.leaves_out}
    return {what: _in_every_language(text) for what, text in said.items()} | {"unit": kpi.unit, "good": kpi.good}


def _in_every_language(text: Any) -> dict[str, str]:
    told = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            told[language] = str(text)
    return told


def _number(value: Value) -> int | float | None:
    """JSON has numbers only; a decimal of up to 15 digits is written as it is."""
    return float(value) if isinstance(value, Decimal) else value


def _unknown(why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=401, headers={"WWW-Authenticate": "Bearer"})


def _refused() -> JsonResponse:
    return JsonResponse({"error": "Your role does not open the numbers; an owner can grant kpis.view."}, status=403)
