import json
import secrets
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import F

from catalogue.inventory import services as inventory
from catalogue.inventory.models import StockRecord
from catalogue.models import Category, Product
from catalogue.skus import services as skus
from kernel import clock
from membership.models import User
from membership.points import services as points
from membership.staff.services import give_role
from promotions.coupons import services as coupons
from promotions.coupons.models import Coupon, Voucher
from promotions.models import Benefit, Condition, ConditionalOffer, Range
from promotions.rules import Gain
from shop.bench.races import PIECES

OFFERS = 20
CODE = "TENOFF"


class Command(BaseCommand):
    help = "Prints where the benchmark goes: addresses, SKUs to buy, and sessions for the back office and a member."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        product = Product.objects.filter(structure=Product.PARENT, is_public=True).order_by("pk").first()
        category = Category.objects.filter(depth=1).order_by("pk").first()
        plenty = StockRecord.objects.alias(free=F("num_in_stock") - F("num_allocated"))
        plenty = plenty.filter(free__gte=50, product__is_public=True).order_by("pk")
        _run_offers()
        places = {
            "product": product.get_absolute_url(),
            "category": category.get_absolute_url(),
            "skus": list(plenty.values_list("partner_sku", flat=True)[:200]),
            "race_sku": _race_sku(),
            "office": f"sessionid={_staff_session()}",
            "member": _member(),
        }
        self.stdout.write(json.dumps(places))


def _run_offers() -> None:
    """Twenty offers on the whole catalogue: every tenth piece off a share, from a sum on."""
    everything, _ = Range.objects.get_or_create(name="Everything", defaults={"includes_all_products": True})
    for number in range(ConditionalOffer.objects.count(), OFFERS):
        condition = Condition.objects.create(range=everything, type=Condition.VALUE, value=Decimal(300 + 50 * number))
        benefit = Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=Decimal(1))
        ConditionalOffer.objects.create(
            name=f"Offer {number}", condition=condition, benefit=benefit, start_datetime=clock.now(), priority=number
        )


def _race_sku() -> str:
    """A product nobody else buys, with exactly as many pieces as the race is for."""
    kind = Product.objects.filter(is_public=True, product_class__isnull=False).first().product_class
    category = Category.objects.filter(depth=1).first()
    product = skus.create_product(kind=kind, title={"en": "Last of its kind"}, categories=[category])
    sku = f"RACE-{product.pk}"
    stock = skus.add_variant(product=product, sku=sku, price=Decimal(99))
    inventory.receive(stock_id=stock.pk, quantity=PIECES)
    skus.publish(product=product)
    return sku


def _staff_session() -> str:
    user, _ = User.objects.get_or_create(email="bench@shop.example")
    give_role(user=user, role="owner")
    return _session_of(user)


def _member() -> dict[str, str]:
    """Somebody with points to spend and a coupon's code to type."""
    user, _ = User.objects.get_or_create(email="member@shop.example")
    points.earn(user_id=user.pk, points=100_000, key=f"bench:{secrets.token_hex(8)}", reason="sign-up")
    if not Voucher.objects.filter(code=CODE).exists():
        coupons.start_coupon(coupon=coupons.draft_coupon(terms=_terms()))
    return {"session": _session_of(user), "code": CODE}


def _terms() -> coupons.Terms:
    now = clock.now()
    return coupons.Terms(
        names={"en": "Ten off", "zh-hans": "立减十元"},
        kind=Coupon.Kind.CODE,
        gain=Gain.AMOUNT,
        value=Decimal(10),
        minimum=Decimal(50),
        range_id=Range.objects.get(name="Everything").pk,
        starts_at=now,
        ends_at=now + timedelta(days=3650),
        code=CODE,
        per_person=30_000,
    )


def _session_of(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = User.objects.get(pk=user.pk).get_session_auth_hash()
    session.save()
    return str(session.session_key)
