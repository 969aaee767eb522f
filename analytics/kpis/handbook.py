"""docs/kpis.md, written from the dictionary; a test holds the file to it."""

from django.utils import translation

from analytics.kpis.definitions import KPIS, Kpi

HEAD = """# Key figures

Every figure of `/backoffice/kpis/` and `/backoffice/kpis.json`, by store day. This page is written from
`analytics/kpis/definitions.py` (`manage.py kpi_handbook`), which the dashboard, kpis.json and the tests read as well.

| key | name | formula | window | leaves out | unit | good |
|---|---|---|---|---|---|---|
"""

FOOT = """
A day in kpis.json has every key; `null` says that there was nothing to divide by, or that nobody counted the day yet.
`total` is the figure of all days together: sums are added, ratios are of the sums, standings are the last day's.
Shares are parts of one (0.0311 is 3.11 %). Money is in the store's currency. `complete_until` says until when all
is counted.

Read it with a session that may `kpis.view`, or with a key: `manage.py api_key NAME` prints it once,
`curl -H "Authorization: Bearer KEY" "https://shop.example/backoffice/kpis.json?from=2026-11-01&to=2026-11-24"`,
`manage.py api_key NAME --revoke` ends it. At most 731 days at a time.
"""


def handbook() -> str:
    return HEAD + "".join(_line(kpi) for kpi in KPIS.values()) + FOOT


def _line(kpi: Kpi) -> str:
    with translation.override("zh-hans"):
        chinese = str(kpi.name)
    with translation.override("en"):
        said = [f"`{kpi.key}`", f"{kpi.name} {chinese}", kpi.formula, kpi.window, kpi.leaves_out, kpi.unit, kpi.good]
        return f"| {' | '.join(map(str, said))} |\n"
