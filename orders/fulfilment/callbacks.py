"""Where carriers knock. What is signed and readable is kept, answered at once, and worked on later.

Nothing of a refused push is stored; the security log says that one came, from where and why it was refused.
"""

import json
import logging
from types import ModuleType

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel import clock
from orders.fulfilment import services
from orders.fulfilment.adapters import open_source, secrets_of
from orders.fulfilment.adapters.report import Malformed

security = logging.getLogger("security")

LARGEST = 1024 * 1024


@csrf_exempt
@require_POST
def take_push(request: HttpRequest, source: str) -> HttpResponse:
    adapter = open_source(source)
    if adapter is None:
        raise Http404
    body = _body(request)
    if body is None:
        return _refused(request, source, 413, "too large")
    return _judged(request, source, adapter, body)


def _judged(request: HttpRequest, source: str, adapter: ModuleType, body: bytes) -> HttpResponse:
    now = clock.now()
    if not adapter.authentic(body, request.headers, secrets_of(source), now):
        return _refused(request, source, 401, "wrong signature")
    try:
        report = adapter.report_in(body, now)
    except Malformed as fault:
        return _refused(request, source, 400, str(fault))
    services.keep_push(source=source, body=body, report=report, received_at=now)
    return HttpResponse(json.dumps(adapter.ANSWER, ensure_ascii=False), content_type="application/json; charset=utf-8")


def _body(request: HttpRequest) -> bytes | None:
    """What was sent, or None where it is too large; then nothing is read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdigit() or int(length) > LARGEST:
        return None
    return request.read(LARGEST)


def _refused(request: HttpRequest, source: str, status: int, why: str) -> HttpResponse:
    sent_from = request.META.get("REMOTE_ADDR", "")
    security.warning("carrier.refused", extra={"source": source, "status": status, "why": why, "ip": sent_from})
    return JsonResponse({"result": False, "returnCode": str(status), "message": why}, status=status)
