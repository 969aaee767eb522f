"""The figures counted once more, in plain SQL over the raw tables: no rollup, no ORM, no code of the shop."""

from datetime import date
from typing import Any

from django.db import connection

ZONE = "'Asia/Shanghai'"
DAY = "%(day)s"


def on(column: str, day: str = DAY) -> str:
    return f"({column} AT TIME ZONE {ZONE})::date = {day}"


PAID = f"FROM order_order o WHERE NOT o.is_test AND {on('o.paid_at')}"
VIEWS = f"FROM capture_event e WHERE e.kind = 'page_view' AND {on('e.at')}"
LINES = f"FROM order_line l WHERE l.order_id IN (SELECT o.id {PAID})"
CUSTOMER = "coalesce('m' || o.user_id, 'g' || lower(trim(o.guest_email)))"
PAID_DAY = f"(o.paid_at AT TIME ZONE {ZONE})::date"
REFUNDS = f"""
    FROM payment_refund r JOIN payment_source s ON s.id = r.source_id JOIN order_order o ON o.id = s.order_id
    WHERE NOT o.is_test AND s.paid_the_order AND r.state = 'succeeded' AND {on("r.settled_at")}
"""
STEPS = f"""
    SELECT *, coalesce(at - lag(at) OVER (PARTITION BY visitor_id ORDER BY at) > '30 min', true) AS fresh
    FROM capture_event e WHERE visitor_id IS NOT NULL AND {on("e.at")}
"""
NUMBERED = (
    f"SELECT *, count(*) FILTER (WHERE fresh) OVER (PARTITION BY visitor_id ORDER BY at) AS visit FROM ({STEPS}) s"
)
VISITS = f"""
    FROM (SELECT visitor_id, visit, min(at) AS began, max(at) AS ended,
                 count(*) FILTER (WHERE kind = 'page_view') AS pages
          FROM ({NUMBERED}) numbered GROUP BY visitor_id, visit) visits
    WHERE pages > 0
"""
SEEN = f"SELECT DISTINCT visitor_id, (at AT TIME ZONE {ZONE})::date AS day FROM capture_event WHERE kind = 'page_view'"
FIRST = f"SELECT visitor_id, min(day) AS day FROM ({SEEN}) seen WHERE visitor_id IS NOT NULL GROUP BY visitor_id"
YEAR = f"NOT o.is_test AND {PAID_DAY} > {DAY} - 365 AND {PAID_DAY} <= {DAY}"


def retention(days: int) -> str:
    return f"""
        SELECT round(count(again.day)::numeric / nullif(count(*), 0), 4) FROM ({FIRST}) first
        LEFT JOIN ({SEEN}) again ON again.visitor_id = first.visitor_id AND again.day = {DAY}
        WHERE first.day = {DAY} - {days}
    """


PAID_ORDERS = f"(SELECT count(*) {PAID})"
REVENUE = f"(SELECT coalesce(sum(amount_paid), 0) {PAID})"
RETURNED = f"(SELECT coalesce(sum(r.amount), 0) {REFUNDS})"
VISITORS = f"(SELECT count(DISTINCT visitor_id) {VIEWS})"
OF_VISITORS = f"(SELECT count(*) {PAID} AND o.visitor_id IN (SELECT replace(visitor_id::text, '-', '') {VIEWS}))"

STATEMENTS = {
    "visits": f"SELECT count(*) {VISITS}",
    "visitors": f"SELECT {VISITORS}",
    "page_views": f"SELECT count(*) {VIEWS}",
    "session_seconds": f"SELECT round(avg(floor(extract(epoch FROM ended - began))), 2) {VISITS}",
    "bounce_rate": f"SELECT round(avg((pages = 1)::int), 4) {VISITS}",
    "ctr": f"""
        SELECT round(count(*) FILTER (WHERE kind = 'click' AND target = 'card')::numeric
               / nullif(sum(cardinality(shown)) FILTER (WHERE kind = 'cards_shown'), 0), 4)
        FROM capture_event e WHERE {on("e.at")}""",
    "retention_d7": retention(7),
    "retention_d30": retention(30),
    "orders": f"SELECT count(*) FROM order_order o WHERE NOT is_test AND {on('o.date_placed')}",
    "gmv": f"""
        SELECT coalesce(sum(total_incl_tax), 0) FROM order_order o
        WHERE NOT is_test AND {on("o.date_placed")} AND NOT (status = 'cancelled' AND paid_at IS NULL)""",
    "paid_orders": f"SELECT {PAID_ORDERS}",
    "revenue": f"SELECT {REVENUE}",
    "refunds": f"SELECT {RETURNED}",
    "net_revenue": f"SELECT {REVENUE} - {RETURNED}",
    "refund_rate": f"SELECT round({RETURNED} / nullif({REVENUE}, 0), 4)",
    "conversion_rate": f"SELECT round({OF_VISITORS}::numeric / nullif({VISITORS}, 0), 4)",
    "aov": f"SELECT round(avg(amount_paid), 2) {PAID}",
    "units_per_order": f"SELECT round((SELECT sum(l.quantity) {LINES})::numeric / nullif({PAID_ORDERS}, 0), 2)",
    "new_customers": f"""
        SELECT count(*) FROM (SELECT {CUSTOMER} AS customer, min({PAID_DAY}) AS first FROM order_order o
                              WHERE NOT is_test AND paid_at IS NOT NULL GROUP BY 1) firsts WHERE first = {DAY}""",
    "repeat_rate": f"""
        SELECT round(avg((orders >= 2)::int), 4)
        FROM (SELECT {CUSTOMER} AS customer, count(*) AS orders FROM order_order o WHERE {YEAR} GROUP BY 1) c""",
    "purchase_frequency": f"""
        SELECT round(count(*)::numeric / nullif(count(DISTINCT {CUSTOMER}), 0), 4) FROM order_order o WHERE {YEAR}""",
    "churn_rate": f"""
        SELECT round(avg((last < {DAY} - 180)::int), 4)
        FROM (SELECT {CUSTOMER} AS customer, max({PAID_DAY}) AS last FROM order_order o
              WHERE NOT is_test AND {PAID_DAY} <= {DAY} GROUP BY 1) customers""",
    "profit_per_customer": f"""
        SELECT CASE WHEN EXISTS (SELECT {LINES} AND l.unit_cost IS NULL) THEN NULL ELSE round(
            ({REVENUE} - {RETURNED} - (SELECT coalesce(sum(l.unit_cost * l.quantity), 0) {LINES}))
            / nullif((SELECT count(DISTINCT {CUSTOMER}) {PAID}), 0), 2) END""",
    "on_time_delivery": f"""
        SELECT round(avg(((delivered_at AT TIME ZONE {ZONE})::date <= promised_on)::int), 4) FROM order_order o
        WHERE NOT is_test AND promised_on IS NOT NULL AND {on("o.delivered_at")}""",
    "csat": f"SELECT round(avg(score), 2) FROM reviews_productreview r WHERE {on('r.date_created')}",
}


def recount(day: date) -> dict[str, Any]:
    figures = {}
    with connection.cursor() as cursor:
        for key, statement in STATEMENTS.items():
            cursor.execute(statement, {"day": day})
            figures[key] = cursor.fetchone()[0]
    return figures
