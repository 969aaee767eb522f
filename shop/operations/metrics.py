"""Prometheus' page. Who may read it: anyone in the demo, in production only the bearer of METRICS_TOKEN."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView


def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics of this process; to strangers the page does not exist."""
    if not (settings.DEMO or settings.DEBUG or _bears_token(request)):
        raise Http404
    return ExportToDjangoView(request)


def _bears_token(request: HttpRequest) -> bool:
    expected = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and constant_time_compare(request.headers.get("Authorization", ""), expected)
