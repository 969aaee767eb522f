"""Kuaidi100 快递100: a form with ``param`` (JSON) and ``sign``, the upper-case MD5 of param and salt.

As documented at https://api.kuaidi100.com (快递信息推送服务, 推送接口). A push tells the whole track, newest first;
states are one digit, or more where the advanced ones are switched on. Times are Beijing time without saying so.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.utils.crypto import constant_time_compare

from orders.fulfilment import policy
from orders.fulfilment.adapters.report import Malformed, Report, ScanReport
from orders.fulfilment.carriers import spelled

ANSWER = {"result": True, "returnCode": "200", "message": "成功"}
CHINA = ZoneInfo("Asia/Shanghai")

#: Kuaidi100's basic states and the advanced ones that do not follow their first digit.
STATES = {
    "0": policy.IN_TRANSIT,
    "1": policy.COLLECTED,
    "2": policy.PROBLEM,
    "3": policy.DELIVERED,
    "4": policy.RETURNED,
    "5": policy.OUT_FOR_DELIVERY,
    "6": policy.RETURNING,
    "7": policy.IN_TRANSIT,  # handed on to another carrier
    "8": policy.IN_TRANSIT,  # customs
    "10": policy.IN_TRANSIT,
    "11": policy.IN_TRANSIT,
    "12": policy.IN_TRANSIT,
    "13": policy.PROBLEM,  # held by customs
    "14": policy.RETURNING,  # refused at the door
    "101": policy.ANNOUNCED,  # ordered
    "102": policy.ANNOUNCED,  # waiting to be collected
    "401": policy.PROBLEM,  # the waybill was cancelled
    "1001": policy.IN_TRANSIT,  # in the shopper's city
    "1002": policy.IN_TRANSIT,
    "1003": policy.IN_TRANSIT,
}

#: The same in words, which is all a scan carries where the advanced states are off.
WORDS = {
    "在途": policy.IN_TRANSIT,
    "揽收": policy.COLLECTED,
    "疑难": policy.PROBLEM,
    "签收": policy.DELIVERED,
    "退签": policy.RETURNED,
    "派件": policy.OUT_FOR_DELIVERY,
    "退回": policy.RETURNING,
    "转投": policy.IN_TRANSIT,
    "转单": policy.IN_TRANSIT,
    "清关": policy.IN_TRANSIT,
    "拒签": policy.RETURNING,
}


def signed(param: str, salt: str) -> str:
    return hashlib.md5((param + salt).encode()).hexdigest().upper()  # noqa: S324 - Kuaidi100 offers no other  # nosec B324


def authentic(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> bool:
    form = _form(body)
    param, sign = form.get("param", ""), form.get("sign", "")
    return any(constant_time_compare(sign, signed(param, salt)) for salt in secrets)


def report_in(body: bytes, received_at: datetime) -> Report:
    """The track in a push. Raises Malformed."""
    push = _json(_form(body).get("param", ""))
    track = push.get("lastResult")
    if not isinstance(track, dict):
        raise Malformed("lastResult is missing")
    # Where Kuaidi100 corrects a wrong carrier, we still know the parcel under the one we told it.
    carrier, number = push.get("comOld") or track.get("com"), track.get("nu")
    if not (isinstance(carrier, str) and carrier and isinstance(number, str) and number):
        raise Malformed("com or nu is missing")
    scans = _scans(track) or _given_up(push, received_at)
    return Report(carrier[:32], spelled(number)[:40], tuple(scans))


def _scans(track: Mapping[str, Any]) -> list[ScanReport]:
    nodes = track.get("data") or []
    if not (isinstance(nodes, list) and all(isinstance(node, dict) for node in nodes)):
        raise Malformed("data is no list of scans")
    scans = [_scan(node) for node in nodes]
    newest = max(range(len(scans)), key=lambda i: (scans[i].happened_at, -i), default=None)
    if newest is not None and scans[newest].state == policy.NEWS:
        scans[newest] = replace(scans[newest], state=_state_of_code(track.get("state")))
    return scans


def _scan(node: Mapping[str, Any]) -> ScanReport:
    text = node.get("context")
    if not (isinstance(text, str) and text.strip()):
        raise Malformed("a scan has no context")
    by_code, by_word = _state_of_code(node.get("statusCode")), WORDS.get(str(node.get("status")), policy.NEWS)
    place = node.get("areaName") or node.get("location") or ""
    return ScanReport(_instant(node), policy.clearer(by_code, by_word), text.strip()[:500], str(place)[:120])


def _given_up(push: Mapping[str, Any], received_at: datetime) -> list[ScanReport]:
    """Kuaidi100 stops watching when there is no news: 3 days at the start, 60 later."""
    if push.get("status") != "abort":
        return []
    return [ScanReport(received_at, policy.PROBLEM, str(push.get("message") or "abort")[:500])]


def _state_of_code(code: object) -> str:
    digits = str(code) if code is not None else ""
    return STATES.get(digits) or STATES.get(digits[:1] if len(digits) == 3 else "", policy.NEWS)


def _instant(node: Mapping[str, Any]) -> datetime:
    written = str(node.get("ftime") or node.get("time") or "")
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        raise Malformed("a scan has no time") from None


def _form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _json(text: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("param is no JSON") from None
    if not isinstance(parsed, dict):
        raise Malformed("param is no object")
    return parsed
