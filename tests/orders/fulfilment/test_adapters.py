"""Golden vectors: what the carriers' own documents say, worked out by hand outside this code."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from orders.fulfilment import policy
from orders.fulfilment.adapters import kuaidi100, signed_json
from orders.fulfilment.adapters.report import Malformed
from tests.orders.fulfilment import pushes

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)

#: printf '%s%s' "$PARAM" "$SALT" | md5sum | tr a-z A-Z
PARAM = '{"status":"polling","lastResult":{"state":"0","com":"yuantong","nu":"YT2611240093715","data":[]}}'
SALT = "XXXXXXXXXX"
SIGN = "7692716BC3A2295A43489ACC293E8477"

#: printf '%s' "1795586400.$BODY" | openssl dgst -sha256 -hmac "$SECRET"
BODY = b'{"carrier":"courier","tracking_number":"CC2611240937","events":[]}'
SECRET = "whsec_golden"
V1 = "0f468f6ea40af6c6baa95d1046cd06e5cbbc8b0992d478d8f4a132edceb9862c"


def form(**fields):
    return urlencode(fields).encode()


def test_kuaidi100_signs_with_the_upper_case_md5_of_param_and_salt():
    assert kuaidi100.signed(PARAM, SALT) == SIGN
    assert kuaidi100.authentic(form(param=PARAM, sign=SIGN), {}, [SALT], NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"param": PARAM, "sign": SIGN.lower()},
        {"param": PARAM + " ", "sign": SIGN},
        {"param": PARAM, "sign": ""},
        {"param": PARAM},
        {"sign": SIGN},
        {"param": "", "sign": kuaidi100.signed("", "")},
    ],
)
def test_kuaidi100_accepts_nothing_else(fields):
    assert not kuaidi100.authentic(form(**fields), {}, [SALT], NOW)


def test_no_secret_lets_nobody_in():
    assert not kuaidi100.authentic(form(param=PARAM, sign=kuaidi100.signed(PARAM, "")), {}, [], NOW)
    header = signed_json.header_for(BODY, int(NOW.timestamp()), "")
    assert not signed_json.authentic(BODY, {"X-Signature": header}, [], NOW)


def test_both_secrets_hold_while_one_replaces_the_other():
    assert kuaidi100.authentic(form(param=PARAM, sign=SIGN), {}, ["a newer salt", SALT], NOW)
    assert signed_json.authentic(BODY, {"X-Signature": f"t=1795586400,v1={V1}"}, ["newer", SECRET], NOW)
    both = f"t=1795586400,v1={'0' * 64},v1={V1}"
    assert signed_json.authentic(BODY, {"X-Signature": both}, [SECRET], NOW)


def test_signed_json_signs_timestamp_dot_body():
    assert NOW.timestamp() == 1795586400
    assert signed_json.signed(BODY, 1795586400, SECRET) == V1


@pytest.mark.parametrize(("seconds", "accepted"), [(-300, True), (300, True), (-301, False), (301, False)])
def test_a_timestamp_holds_for_five_minutes_either_way(seconds, accepted):
    timestamp = int(NOW.timestamp()) + seconds
    header = signed_json.header_for(BODY, timestamp, SECRET)
    assert signed_json.authentic(BODY, {"X-Signature": header}, [SECRET], NOW) is accepted


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1795586400",
        f"v1={V1}",
        f"t=01795586400,v1={V1}",
        f"t=1795586400,t=1795586400,v1={V1}",
        f"t=１７９５５８６４００,v1={V1}",
        f"t=1795586400,v0={V1}",
        f"t=1795586400,v1={V1[:-1]}",
        "t=" + "9" * 900,
        "=,=,=" * 500,
    ],
)
def test_a_header_of_another_shape_is_no_signature(header):
    assert not signed_json.authentic(BODY, {"X-Signature": header}, [SECRET], NOW)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("0", policy.IN_TRANSIT),
        ("1", policy.COLLECTED),
        ("2", policy.PROBLEM),
        ("3", policy.DELIVERED),
        ("4", policy.RETURNED),
        ("5", policy.OUT_FOR_DELIVERY),
        ("6", policy.RETURNING),
        ("7", policy.IN_TRANSIT),
        ("8", policy.IN_TRANSIT),
        ("10", policy.IN_TRANSIT),
        ("13", policy.PROBLEM),
        ("14", policy.RETURNING),
        ("101", policy.ANNOUNCED),
        ("103", policy.COLLECTED),
        ("1001", policy.IN_TRANSIT),
        ("201", policy.PROBLEM),
        ("304", policy.DELIVERED),
        ("401", policy.PROBLEM),
        ("501", policy.OUT_FOR_DELIVERY),
        ("99", policy.NEWS),
        (None, policy.NEWS),
    ],
)
def test_every_state_of_kuaidi100_has_its_place(code, state):
    body = pushes.kuaidi100_body("YT1", [pushes.node(NOW, code, "…")], salt=SALT, result={"state": ""})
    assert kuaidi100.report_in(body, NOW).scans[0].state == state


def test_without_advanced_states_the_newest_scan_takes_the_parcels():
    nodes = [pushes.node(NOW, None, "揽收", status="揽收"), pushes.node(NOW.replace(hour=7), None, "签收")]
    report = kuaidi100.report_in(pushes.kuaidi100_body("yt-1 2", nodes, salt=SALT, result={"state": "3"}), NOW)
    assert [scan.state for scan in report.scans] == [policy.DELIVERED, policy.COLLECTED]
    assert report.number == "YT12"


def test_kuaidi100_tells_beijing_time():
    report = kuaidi100.report_in(pushes.kuaidi100_body("YT1", [pushes.node(NOW, "0", "…")], salt=SALT), NOW)
    assert report.scans[0].happened_at == NOW


def test_a_carrier_corrected_by_kuaidi100_is_known_under_the_one_we_gave():
    body = pushes.kuaidi100_body("YT1", [], salt=SALT, carrier="ems", comOld="yuantong", comNew="ems")
    assert kuaidi100.report_in(body, NOW).carrier == "yuantong"


def test_kuaidi100_giving_up_is_a_problem_to_look_at():
    body = pushes.kuaidi100_body("YT1", [], salt=SALT, status="abort", message="3天查询无记录")
    [scan] = kuaidi100.report_in(body, NOW).scans
    assert (scan.state, scan.text, scan.happened_at) == (policy.PROBLEM, "3天查询无记录", NOW)


@pytest.mark.parametrize(
    "param",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 100_000,
        "{}",
        '{"lastResult": 3}',
        '{"lastResult": {"com": "ems"}}',
        '{"lastResult": {"com": "ems", "nu": 7}}',
        '{"lastResult": {"com": "ems", "nu": "7", "data": "…"}}',
        '{"lastResult": {"com": "ems", "nu": "7", "data": [1]}}',
        '{"lastResult": {"com": "ems", "nu": "7", "data": [{"ftime": "2026-11-25 06:00:00"}]}}',
        '{"lastResult": {"com": "ems", "nu": "7", "data": [{"context": "x", "ftime": "yesterday"}]}}',
    ],
)
def test_what_kuaidi100_would_never_send_is_malformed(param):
    with pytest.raises(Malformed):
        kuaidi100.report_in(form(param=param, sign=""), NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"carrier": "courier"}',
        b'{"carrier": "courier", "tracking_number": "CC1"}',
        b'{"carrier": "courier", "tracking_number": "CC1", "events": [{"at": "2026-11-25T06:00:00Z"}]}',
        b'{"carrier": "courier", "tracking_number": "CC1", "events": [{"at": "2026-11-25T06:00:00", "text": "x"}]}',
        b'{"carrier": "courier", "tracking_number": "CC1", "events": [{"at": 7, "text": "x"}]}',
        b'{"carrier": "c", "tracking_number": "1", "events": [{"at": "2026-11-25T06:00Z", "text": "x", "status": 1}]}',
    ],
)
def test_json_of_another_shape_is_malformed(body):
    with pytest.raises(Malformed):
        signed_json.report_in(body, NOW)
