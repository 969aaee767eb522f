from argparse import ArgumentParser
from datetime import timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from analytics.capture import partitions
from kernel import clock
from membership.models import User
from orders.models import Order
from shop.demo import archive, opening, people, purchases

#: How many events a visitor leaves, what they are, and who comes back: enough to make every count work.
EVENTS = """
INSERT INTO capture_event (day, id, at, kind, visitor_id, page, product_id, order_number, words, target, device,
                           language, referrer, source, medium, campaign)
SELECT %(day)s, gen_random_uuid(), %(start)s + number * interval '86399 seconds' / %(count)s,
       (ARRAY['page_view', 'product_view', 'page_view', 'page_leave', 'cards_shown', 'page_view', 'add_to_basket',
              'page_leave', 'checkout_step', 'click'])[1 + number %% 10],
       md5((number / 8)::text)::uuid, 'product', number %% 1000, '', '', '', 'phone', 'zh-hans', '', '', '', ''
FROM generate_series(0, %(count)s - 1) AS number
"""


class Command(BaseCommand):
    help = "Fills the store day before yesterday with events and orders, once, and prints it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("events", type=int)
        parser.add_argument("orders", type=int)

    def handle(self, *args: Any, events: int, orders: int, **options: Any) -> None:
        day = clock.today() - timedelta(days=2)
        partitions.make([day])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM capture_event WHERE day = %s", [day])
            if cursor.fetchone()[0] < events:
                cursor.execute(EVENTS, {"day": day, "start": clock.day_start(day), "count": events})
                cursor.execute("ANALYZE capture_event")
        placed = Order.objects.filter(date_placed__gte=clock.day_start(day), date_placed__lt=clock.day_end(day)).count()
        if placed < orders:
            random = Random(f"{day}, from {placed}")  # noqa: S311 - a story, not a secret
            self._trade(random, orders - placed, clock.day_end(day) - timedelta(seconds=1))
        self.stdout.write(str(day))

    def _trade(self, random: Random, orders: int, until: Any) -> None:
        buyers = [
            people.Person(user_id, email, "en", people.a_guest(random, 0).destination)
            for user_id, email in User.objects.values_list("pk", "email")[:5000]
        ]
        shelf = opening.shelf_as_sold()
        archive.keep(purchases.stories(random, buyers, shelf, orders, days=1, until=until))
