"""Plays a carrier: signed pushes over HTTP, to the address a real carrier would use."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

from kernel import clock
from orders.fulfilment import services
from orders.fulfilment.adapters import kuaidi100, secrets_of, signed_json
from orders.fulfilment.carriers import CARRIERS, Carrier
from orders.fulfilment.models import Parcel
from orders.models import Order

Scan = dict[str, Any]

#: Kuaidi100's state and code, our courier's word, the carrier's words, when on the way from 0 to 1.
LIFE = (
    ("1", "103", "collected", "【昆山仓】已揽收，包裹 1 件", "江苏,苏州市,昆山市", 0.0),
    ("0", "1002", "in_transit", "快件离开【昆山转运中心】，发往【上海转运中心】", "江苏,苏州市,昆山市", 0.2),
    ("0", "1002", "in_transit", "快件到达【上海转运中心】", "上海,上海市,青浦区", 0.4),
    ("0", "1001", "in_transit", "快件到达【上海徐汇营业部】", "上海,上海市,徐汇区", 0.6),
    ("5", "5", "out_for_delivery", "快件派送中，派件员 王师傅", "上海,上海市,徐汇区", 0.85),
    ("3", "301", "delivered", "已签收，签收人：本人", "上海,上海市,徐汇区", 1.0),
)


class Command(BaseCommand):
    help = "Plays a parcel's life against the store's own callback: collected, on the way, at the door, signed for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--order", help="order number; without it, the parcel that left last and has not arrived")
        parser.add_argument("--carrier", default="yuantong", choices=sorted(CARRIERS), help="for an unshipped order")
        parser.add_argument("--url", default=settings.STORE_URL, help="where the store answers")
        parser.add_argument("--fast", action="store_true", help="without a pause between the pushes")

    def handle(self, *_: Any, **options: Any) -> None:
        parcel = self._parcel(options["order"], options["carrier"])
        self.stdout.write(f"{parcel.order.number}: {parcel.carrier_name} {parcel.number}")
        for text, request in _knocks(parcel, options["url"].rstrip("/")):
            self.stdout.write(f"  {text}  →  {_answer(request)}")
            self.stdout.flush()
            time.sleep(0 if options["fast"] else 2)

    def _parcel(self, number: str | None, carrier: str) -> Parcel:
        on_their_way = Parcel.objects.select_related("order").filter(delivered_at=None)
        if number is None:
            parcel = on_their_way.last()
            if parcel is None:
                raise CommandError("No parcel is on its way. Ship an order, or name a paid one with --order.")
            return parcel
        order = Order.objects.filter(number=number).first()
        if order is None:
            raise CommandError(f"There is no order {number}.")
        return on_their_way.filter(order=order).last() or _shipped(order, carrier)


def _shipped(order: Order, code: str) -> Parcel:
    try:
        return services.ship_parcel(order=order, carrier=code, number=_new_number(CARRIERS[code]), by="carrier_demo")
    except (services.CannotShip, services.NoPiecesLeft):
        raise CommandError(f"Nothing of {order.number} can leave: it is {order.get_status_display()}.") from None


def _new_number(carrier: Carrier) -> str:
    """Like the carrier's example, the last eight digits drawn anew."""
    digits, kept = get_random_string(8, "0123456789"), carrier.example
    return kept[:-8] + digits if kept[-8:].isdigit() else kept[:-10] + digits + kept[-2:]


def _knocks(parcel: Parcel, store: str) -> Iterator[tuple[str, Request]]:
    """Each push with the words of its newest scan; Kuaidi100 tells the whole track each time, the courier its news."""
    source = CARRIERS[parcel.carrier].source
    if not secrets_of(source):
        raise CommandError(f"The carrier source {source} has no secret: see CARRIER_SECRETS.")
    track = [_scan(parcel.shipped_at, n, *step) for n, step in enumerate(LIFE, 1)]
    speak = _as_kuaidi100 if source == "kuaidi100" else _as_courier
    for n, scan in enumerate(track, 1):
        body, headers = speak(parcel, track[:n])
        yield scan["text"], Request(f"{store}/callbacks/carriers/{source}/", body, headers, method="POST")  # noqa: S310


def _scan(shipped_at: datetime, n: int, state: str, code: str, word: str, text: str, place: str, way: float) -> Scan:
    """The way takes as long as the parcel has been gone, and at least a second a step."""
    gone = (clock.now() - shipped_at) * way
    at = (shipped_at + max(gone, timedelta(seconds=n))).replace(microsecond=0)
    return {"at": at, "state": state, "code": code, "word": word, "text": text, "place": place}


def _as_kuaidi100(parcel: Parcel, track: list[Scan]) -> tuple[bytes, dict[str, str]]:
    data, newest = [_node(scan) for scan in reversed(track)], track[-1]
    result = {"message": "ok", "state": newest["state"], "com": parcel.carrier, "nu": parcel.number, "data": data}
    status = "shutdown" if newest["word"] == "delivered" else "polling"
    push = {"status": status, "message": "", "comOld": "", "comNew": "", "lastResult": result}
    param = json.dumps(push, ensure_ascii=False)
    form = {"sign": kuaidi100.signed(param, secrets_of("kuaidi100")[0]), "param": param}
    return urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}


def _node(scan: Scan) -> dict[str, str]:
    local = scan["at"].astimezone(kuaidi100.CHINA).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "time": local,
        "ftime": local,
        "context": scan["text"],
        "statusCode": scan["code"],
        "areaName": scan["place"],
    }


def _as_courier(parcel: Parcel, track: list[Scan]) -> tuple[bytes, dict[str, str]]:
    newest = track[-1]
    event = {"at": newest["at"].isoformat(), "status": newest["word"], "text": newest["text"], "place": newest["place"]}
    push = {"carrier": parcel.carrier, "tracking_number": parcel.number, "events": [event]}
    body = json.dumps(push, ensure_ascii=False).encode()
    header = signed_json.header_for(body, int(clock.now().timestamp()), secrets_of("courier")[0])
    return body, {"Content-Type": "application/json", signed_json.HEADER: header}


def _answer(request: Request) -> str:
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return f"{answer.status} {answer.read(200).decode(errors='replace')}"
    except HTTPError as refused:
        return f"{refused.code} {refused.read(200).decode(errors='replace')}"
    except URLError as unreachable:
        raise CommandError(f"The store does not answer at {request.full_url}: {unreachable.reason}") from None
