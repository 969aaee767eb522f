"""Codes are not found out by trying: wrong ones are counted for the member and for the address they come from.

Whatever is wrong with a code, the answer is the same; it differs only once there were too many, for right ones too.
"""

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kernel import tries
from kernel.thresholds import value_of
from orders.basket import services
from orders.basket.shopper import Shopper

security = logging.getLogger("security")

TOPIC = "coupon code"
MOST_WRONG = "basket.wrong_codes"
WITHIN = timedelta(minutes=30)


class TooManyTries(Exception):
    """No code is looked at any more for a while."""


def use_code(request: HttpRequest, shopper: Shopper, code: str) -> None:
    """The basket carries the code. Raises CodeRefused, and TooManyTries once too many were."""
    whos = _whos(request, shopper)
    if not tries.may_try(TOPIC, whos, most=value_of(MOST_WRONG), within=WITHIN):
        security.warning("coupon.barred", extra={"user_id": shopper.user_id, "ip": _address(request)})
        raise TooManyTries
    try:
        services.use_code(shopper=shopper, code=code, user=request.user)
    except services.CodeRefused:
        security.info("coupon.refused", extra={"user_id": shopper.user_id, "ip": _address(request)})
        raise
    tries.forgive(TOPIC, whos)


def told_to_wait(request: HttpRequest) -> HttpResponse:
    seconds = int(WITHIN.total_seconds())
    shown = {"minutes": seconds // 60}
    response = render(request, "429.html", shown, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _whos(request: HttpRequest, shopper: Shopper) -> list[str]:
    member = [f"member {shopper.user_id}"] if shopper.user_id else []
    return [f"address {_address(request)}", *member]


def _address(request: HttpRequest) -> str:
    """X-Forwarded-For counts only behind proxies that were named: see shop/actors.py."""
    return get_adapter().get_client_ip(request)
