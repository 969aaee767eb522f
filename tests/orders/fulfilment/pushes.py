"""Carriers, as they would knock: real bodies under real signatures."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from kernel import clock
from orders.fulfilment.adapters import kuaidi100, secrets_of, signed_json

KUAIDI100 = "/callbacks/carriers/kuaidi100/"
COURIER = "/callbacks/carriers/courier/"
FORM = "application/x-www-form-urlencoded"
COLLECTED, ON_THE_WAY, AT_THE_DOOR, SIGNED = "103", "1002", "5", "301"


def node(at: datetime, code: str | None, text: str, **more) -> dict:
    local = at.astimezone(kuaidi100.CHINA).strftime("%Y-%m-%d %H:%M:%S")
    return {"time": local, "ftime": local, "context": text, **({"statusCode": code} if code else {}), **more}


def life(start: datetime) -> list[dict]:
    """A parcel's whole track, oldest first."""
    hour = timedelta(hours=1)
    return [
        node(start, COLLECTED, "昆山仓 已揽收", areaName="江苏,苏州市,昆山市"),
        node(start + 3 * hour, ON_THE_WAY, "离开【昆山转运中心】，发往上海"),
        node(start + 9 * hour, ON_THE_WAY, "到达【上海徐汇营业部】"),
        node(start + 20 * hour, AT_THE_DOOR, "派件中，快递员 王师傅，电话 13800138000"),
        node(start + 23 * hour, SIGNED, "已签收，签收人: 李四"),
    ]


def kuaidi100_body(number: str, nodes: Iterable[dict], *, salt: str = "", carrier: str = "yuantong", **push) -> bytes:
    newest_first = list(reversed(list(nodes)))
    result = {"message": "ok", "state": "0", "status": "200", "com": carrier, "nu": number, "data": newest_first}
    result |= push.pop("result", {})
    told = {"status": "polling", "message": "", "autoCheck": "0", "comOld": "", "comNew": "", "lastResult": result}
    param = json.dumps(told | push, ensure_ascii=False)
    salt = salt or secrets_of("kuaidi100")[0]
    return urlencode({"sign": kuaidi100.signed(param, salt), "param": param}).encode()


def courier_body(number: str, *events: dict) -> bytes:
    return json.dumps({"carrier": "courier", "tracking_number": number, "events": events}).encode()


def event(at: datetime, status: str, text: str) -> dict:
    return {"at": at.isoformat(), "status": status, "text": text}


def push(client, body: bytes):
    return client.post(KUAIDI100, body, content_type=FORM)


def push_courier(client, body: bytes, *, at: float | None = None, secret: str = "", header: str | None = None):
    timestamp = int(clock.now().timestamp() if at is None else at)
    header = header or signed_json.header_for(body, timestamp, secret or secrets_of("courier")[0])
    return client.post(COURIER, body, content_type="application/json", headers={"X-Signature": header})
