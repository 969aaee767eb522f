"""A day's events counted, by the database and in its own partition: nothing here grows with the days before."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

#: A visit ends after this long without an event.
IDLE = timedelta(minutes=30)

FORGET_VISITORS = "DELETE FROM rollups_visitorday WHERE day = %(day)s"

REMEMBER_VISITORS = """
INSERT INTO rollups_visitorday (visitor_id, day, saw_product, filled_basket, began_checkout)
SELECT visitor_id, day, bool_or(kind = 'product_view'), bool_or(kind = 'add_to_basket'), bool_or(kind = 'checkout_step')
FROM capture_event
WHERE day = %(day)s AND visitor_id IS NOT NULL
GROUP BY visitor_id, day
HAVING bool_or(kind = 'page_view')
"""

VISITORS = """
SELECT count(*) AS visitors,
       count(*) FILTER (WHERE saw_product) AS saw_product,
       count(*) FILTER (WHERE filled_basket) AS filled_basket,
       count(*) FILTER (WHERE began_checkout) AS began_checkout
FROM rollups_visitorday WHERE day = %(day)s
"""

# Events of one instant belong together, so the running count looks at instants (RANGE, the default), not at rows.
VISITS = """
WITH steps AS (
    SELECT visitor_id, at, kind, at - lag(at) OVER (PARTITION BY visitor_id ORDER BY at) <= %(idle)s AS goes_on
    FROM capture_event WHERE day = %(day)s AND visitor_id IS NOT NULL
), numbered AS (
    SELECT visitor_id, at, kind, count(*) FILTER (WHERE goes_on IS NOT TRUE)
        OVER (PARTITION BY visitor_id ORDER BY at) AS visit
    FROM steps
), visits AS (
    SELECT count(*) FILTER (WHERE kind = 'page_view') AS pages, max(at) - min(at) AS lasted
    FROM numbered GROUP BY visitor_id, visit
)
SELECT count(*) AS visits,
       count(*) FILTER (WHERE pages = 1) AS bounces,
       coalesce(sum(floor(extract(epoch FROM lasted))), 0)::bigint AS visit_seconds
FROM visits WHERE pages > 0
"""

PAGES_AND_CARDS = """
SELECT count(*) FILTER (WHERE kind = 'page_view') AS page_views,
       coalesce(sum(cardinality(shown)) FILTER (WHERE kind = 'cards_shown'), 0)::bigint AS cards_shown,
       count(*) FILTER (WHERE kind = 'click' AND target = 'card') AS card_clicks
FROM capture_event WHERE day = %(day)s
"""

PAGES_BY_HOUR = """
SELECT extract(hour FROM at AT TIME ZONE %(zone)s)::int, count(*)
FROM capture_event WHERE day = %(day)s AND kind = 'page_view' GROUP BY 1
"""


def count(day: date) -> dict[str, int]:
    """The visit columns of ``day``; its visitors are remembered anew."""
    about: dict[str, Any] = {"day": day, "idle": IDLE}
    with connection.cursor() as cursor:
        cursor.execute(FORGET_VISITORS, about)
        cursor.execute(REMEMBER_VISITORS, about)
        return _row(cursor, VISITORS, about) | _row(cursor, VISITS, about) | _row(cursor, PAGES_AND_CARDS, about)


def pages_by_hour(day: date) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(PAGES_BY_HOUR, {"day": day, "zone": settings.STORE_TIME_ZONE})
        return dict(cursor.fetchall())


def seen_among(visitor_ids: set[str], day: date) -> set[str]:
    """Which of ``visitor_ids`` (32 hex digits) saw a page that day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT visitor_id FROM rollups_visitorday WHERE day = %s AND visitor_id = ANY(%s::uuid[])",
            [day, sorted(visitor_ids)],
        )
        return {visitor_id.hex for (visitor_id,) in cursor.fetchall()}


def _row(cursor: Any, statement: str, about: dict[str, Any]) -> dict[str, int]:
    cursor.execute(statement, about)
    return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
