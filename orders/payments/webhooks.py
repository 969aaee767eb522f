"""Stripe's webhook. Signed or refused, read no further than allowed, taken in once, and answered without a 5xx."""

import json
import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel import clock
from orders.payments import readings, services, signatures

logger = logging.getLogger(__name__)

#: Stripe's events are a few kilobytes.
LARGEST_BODY = 256 * 1024


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """200 taken in, now or before; 400 not from Stripe; 413 too long; 409 send it again later."""
    body = _body(request)
    if body is None:
        return HttpResponse("Too large.", status=413, content_type="text/plain")
    if not _is_genuine(request, body):
        logger.warning("payments.webhook_refused", extra={"length": len(body)})
        return HttpResponse("Not signed by Stripe.", status=400, content_type="text/plain")
    return _answer(body)


def _body(request: HttpRequest) -> bytes | None:
    """The body, or None where it is too long; no more of it is read than that takes to know."""
    declared = str(request.META.get("CONTENT_LENGTH") or "")
    if declared.isdecimal() and int(declared) > LARGEST_BODY:
        return None
    body = request.read(LARGEST_BODY + 1)
    return body if len(body) <= LARGEST_BODY else None


def _is_genuine(request: HttpRequest, body: bytes) -> bool:
    header, now = request.headers.get("Stripe-Signature", ""), clock.now().timestamp()
    return signatures.is_genuine(body, header, secrets=settings.STRIPE_WEBHOOK_SECRET, now=now)


def _answer(body: bytes) -> HttpResponse:
    try:
        services.take_in(json.loads(body))
    except (ValueError, readings.Malformed):
        logger.warning("payments.webhook_malformed", exc_info=True)
        return HttpResponse("Not an event.", status=400, content_type="text/plain")
    except Exception:
        # No receipt was left, so Stripe's next try, or our asking, takes it in again.
        logger.exception("payments.webhook_failed")
        return HttpResponse("Not now.", status=409, content_type="text/plain")
    return HttpResponse("Thank you.", content_type="text/plain")
