from django.db import models


def _count() -> models.BigIntegerField:
    return models.BigIntegerField(default=0)


def _money() -> models.DecimalField:
    return models.DecimalField(max_digits=16, decimal_places=2, default=0)


class DayNumbers(models.Model):
    """What one store day came to. Every key figure is one of these columns, or one divided by another."""

    day = models.DateField(primary_key=True)

    # Visits, from events. A visit ends after 30 minutes without an event, and at midnight.
    page_views = _count()
    visits = _count()
    visitors = _count()
    bounces = _count()
    visit_seconds = _count()
    cards_shown = _count()
    card_clicks = _count()

    # Visitors by how far they came.
    saw_product = _count()
    filled_basket = _count()
    began_checkout = _count()
    bought = _count()

    # Sales, from orders and refunds.
    orders = _count()
    gmv = _money()
    paid_orders = _count()
    visitor_orders = _count()
    revenue = _money()
    units = _count()
    refunds = _money()
    profit = _money()
    profit_customers = _count()
    delivered = _count()
    delivered_on_time = _count()
    scores = _count()
    score_sum = _count()

    # Where the customers stand on that day, looking back.
    new_customers = _count()
    customers_ever = _count()
    customers_lost = _count()
    customers_365 = _count()
    repeaters_365 = _count()
    orders_365 = _count()
    first_visitors_7 = _count()
    returned_7 = _count()
    first_visitors_30 = _count()
    returned_30 = _count()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return str(self.day)


class HourNumbers(models.Model):
    """What one hour of a store day came to, by the clock of the store."""

    pk = models.CompositePrimaryKey("day", "hour")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    page_views = _count()
    paid_orders = _count()
    revenue = _money()

    def __str__(self) -> str:
        return f"{self.day} {self.hour:02}:00"


class VisitorDay(models.Model):
    """A visitor who saw a page that day, and how far they came."""

    pk = models.CompositePrimaryKey("visitor_id", "day")
    visitor_id = models.UUIDField()
    day = models.DateField(db_index=True)
    saw_product = models.BooleanField()
    filled_basket = models.BooleanField()
    began_checkout = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.visitor_id} {self.day}"


class CustomerDay(models.Model):
    """A customer who paid that day: a member, or a guest by the keyed hash of their e-mail address."""

    pk = models.CompositePrimaryKey("customer", "day")
    customer = models.CharField(max_length=40)
    day = models.DateField(db_index=True)
    paid_orders = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.customer} {self.day}"


class Rollup(models.Model):
    """One counting: which days, how long it took, and until when everything that happened was in it."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    first_day = models.DateField()
    days = models.PositiveIntegerField()
    complete_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.days} days from {self.first_day}"
