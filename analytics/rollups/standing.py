"""Where customers and visitors stand on each day of a range, from the compact tables of days.

Customers: each day of buying opens spans of time ("active for 365 days", "lost after 180"), and the days between are
the running sum of what opens and closes. One reading of CustomerDay serves any number of days; orders are not read.
"""

from datetime import date
from typing import Any

from django.db import connection

WINDOW = 365
LOST_AFTER = 180

# Every span is [opens, closes): the first day it holds, and the first on which it no longer does.
CUSTOMERS = """
WITH days AS (
    SELECT customer, day, paid_orders,
           lag(day) OVER (PARTITION BY customer ORDER BY day) AS before,
           coalesce(lead(day) OVER (PARTITION BY customer ORDER BY day), 'infinity') AS next
    FROM rollups_customerday WHERE day <= %(last)s
), spans (opens, closes, fresh, ever, lost, active, repeating, paid) AS (
    SELECT day, day + 1, 1, 0, 0, 0, 0, 0 FROM days WHERE before IS NULL
    UNION ALL SELECT day, 'infinity', 0, 1, 0, 0, 0, 0 FROM days WHERE before IS NULL
    UNION ALL SELECT day + %(lost_after)s + 1, next, 0, 0, 1, 0, 0, 0 FROM days
    UNION ALL SELECT day, least(day + %(window)s, next), 0, 0, 0, 1, 0, 0 FROM days
    UNION ALL SELECT day, least(CASE WHEN paid_orders > 1 THEN day ELSE before END + %(window)s, next), 0, 0, 0, 0, 1, 0
        FROM days WHERE paid_orders > 1 OR before IS NOT NULL
    UNION ALL SELECT day, day + %(window)s, 0, 0, 0, 0, 0, paid_orders FROM days
), turns AS (
    SELECT greatest(opens, %(first)s) AS day, fresh, ever, lost, active, repeating, paid
        FROM spans WHERE opens < closes AND closes > %(first)s AND opens <= %(last)s
    UNION ALL SELECT closes, -fresh, -ever, -lost, -active, -repeating, -paid
        FROM spans WHERE opens < closes AND closes > %(first)s AND closes <= %(last)s
), by_day AS (
    SELECT day, sum(fresh) AS fresh, sum(ever) AS ever, sum(lost) AS lost, sum(active) AS active,
           sum(repeating) AS repeating, sum(paid) AS paid
    FROM turns GROUP BY day
), standing AS (
    SELECT numbers.day, sum(fresh) OVER so_far AS fresh, sum(ever) OVER so_far AS ever, sum(lost) OVER so_far AS lost,
           sum(active) OVER so_far AS active, sum(repeating) OVER so_far AS repeating, sum(paid) OVER so_far AS paid
    FROM rollups_daynumbers AS numbers LEFT JOIN by_day USING (day)
    WHERE numbers.day BETWEEN %(first)s AND %(last)s
    WINDOW so_far AS (ORDER BY numbers.day)
)
UPDATE rollups_daynumbers AS numbers
SET new_customers = coalesce(fresh, 0), customers_ever = coalesce(ever, 0), customers_lost = coalesce(lost, 0),
    customers_365 = coalesce(active, 0), repeaters_365 = coalesce(repeating, 0), orders_365 = coalesce(paid, 0)
FROM standing WHERE standing.day = numbers.day
"""

VISITORS = """
WITH firsts AS (
    SELECT visitor_id, seen.day, after, seen.day + after AS due
    FROM rollups_visitorday AS seen CROSS JOIN (VALUES (7), (30)) AS gap (after)
    WHERE seen.day BETWEEN %(first)s - 30 AND %(last)s - 7
      AND seen.day + after BETWEEN %(first)s AND %(last)s
      AND NOT EXISTS (SELECT FROM rollups_visitorday AS earlier
                      WHERE earlier.visitor_id = seen.visitor_id AND earlier.day < seen.day)
), returns AS (
    SELECT due, after, count(*) AS firsts, count(again.day) AS returned
    FROM firsts LEFT JOIN rollups_visitorday AS again ON again.visitor_id = firsts.visitor_id AND again.day = due
    GROUP BY due, after
)
UPDATE rollups_daynumbers AS numbers
SET first_visitors_7 = coalesce(week.firsts, 0), returned_7 = coalesce(week.returned, 0),
    first_visitors_30 = coalesce(month.firsts, 0), returned_30 = coalesce(month.returned, 0)
FROM rollups_daynumbers AS each
LEFT JOIN returns AS week ON week.due = each.day AND week.after = 7
LEFT JOIN returns AS month ON month.due = each.day AND month.after = 30
WHERE each.day = numbers.day AND numbers.day BETWEEN %(first)s AND %(last)s
"""


def look_back(first: date, last: date) -> None:
    """The standing columns of every counted day from ``first`` to ``last`` agree with the days before them."""
    about: dict[str, Any] = {"first": first, "last": last, "window": WINDOW, "lost_after": LOST_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, about)
        cursor.execute(VISITORS, about)
