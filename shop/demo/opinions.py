"""What buyers said. Only who received a product speaks of it, and mostly kindly."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import connection
from django.db.models import Q

from catalogue.models import Category, Product, ProductImage
from catalogue.reviews import services
from catalogue.reviews.models import ProductReview
from kernel import audit
from kernel.photographs import Photograph, redrawn
from membership.models import User
from membership.points import services as points
from orders.models import Line
from shop.demo.aftersales import SUPPORT
from shop.demo.people import Person
from shop.demo.purchases import Purchase

MERCHANT = "merchant@demo.shop"
SPOKEN = 0.45
SCORES = (5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 3, 2)

#: By language, then by how content: (title, body).
WORDS: dict[str, dict[str, list[tuple[str, str]]]] = {
    "zh-hans": {
        "glad": [
            ("和图片一致", "到手和照片没有差别，做工细，接缝平整。"),
            ("包装很用心", "纸盒里没有一点塑料，说明书也写得清楚。"),
            ("第二次买了", "上一件用了半年没有毛病，这次给父母也买了一件。"),
            ("物流快", "周二晚上下单，周四中午就到了，快递送上楼。"),
            ("手感好", "比想象中沉一点，摸着踏实。"),
        ],
        "mixed": [
            ("还可以", "东西不错，颜色比屏幕上略深一点。"),
            ("尺寸要量好", "买之前请量一下地方，我家放着稍微紧了些。"),
        ],
        "sorry": [("有一处划痕", "底部有一道浅划痕，联系客服后给了处理，态度不错。")],
    },
    "en": {
        "glad": [
            ("As pictured", "Looks exactly like the photographs, and the joints are clean."),
            ("Well packed", "No plastic in the box and clear instructions."),
            ("Bought it twice", "The first one has done half a year without a fault."),
        ],
        "mixed": [("Measure first", "Good quality, but it is a little larger than I had imagined.")],
        "sorry": [("A scratch", "There was a shallow scratch underneath. Support answered the same day.")],
    },
}


def keep(purchases: Iterable[Purchase], random: Random, *, until: datetime) -> int:
    """Approved reviews with the dates they were written, and every product's score; how many reviews."""
    written = {(review.product_id, review.user_id): (review, at) for review, at in _said(purchases, random, until)}
    reviews = ProductReview.objects.bulk_create([review for review, _ in written.values()], batch_size=1000)
    for review, (_, at) in zip(reviews, written.values(), strict=True):
        review.date_created = at
    ProductReview.objects.bulk_update(reviews, ["date_created"], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute(_SCORE)
    return len(reviews)


_SCORE = """
UPDATE catalogue_product SET rating = said.score, review_count = said.reviews
FROM (SELECT product_id, avg(score) AS score, count(*) AS reviews
      FROM reviews_productreview WHERE status = 1 GROUP BY product_id) AS said
WHERE catalogue_product.id = said.product_id
"""


def _said(purchases: Iterable[Purchase], random: Random, until: datetime) -> Iterator[tuple[ProductReview, datetime]]:
    for purchase in purchases:
        if not purchase.delivered_at or not purchase.person.user_id or random.random() > SPOKEN:
            continue
        at = purchase.delivered_at + timedelta(hours=random.randint(6, 200))
        if at <= until:
            yield _review(purchase, random), at


def _review(purchase: Purchase, random: Random) -> ProductReview:
    score = random.choice(SCORES)
    content = "glad" if score > 3 else "mixed" if score == 3 else "sorry"
    title, body = random.choice(WORDS[purchase.person.language][content])
    return ProductReview(
        product_id=purchase.picks[0][0].shown_id,
        user_id=purchase.person.user_id,
        score=score,
        title=title,
        body=body,
        status=ProductReview.APPROVED,
    )


def await_judgement(shopper: Person, members: Sequence[Person]) -> None:
    """A few reviews wait to be looked at, one of them with a photograph; one of the shopper's is shown with its own.
    Plants earn double."""
    with audit.acting(MERCHANT):
        points.set_ratio(category=Category.objects.get(slug="plants"), ratio=Decimal(2))
    for line in _unsaid([shopper], 1):
        with audit.acting(SUPPORT):
            services.approve_review(review=_write(line, 5, "glad", with_photograph=True))
    for number, line in enumerate(_unsaid(members, 3)):
        _write(line, (5, 4, 2)[number], ("glad", "mixed", "sorry")[number], with_photograph=number == 0)


def _unsaid(people: Sequence[Person], most: int) -> list[Line]:
    """Lines that were delivered to these people, of products they have not spoken of; one each."""
    lines = Line.objects.filter(order__status="delivered", order__user__in=[each.user_id for each in people])
    found: dict[int, Line] = {}
    for line in lines.select_related("order__user", "product__parent").order_by("-order__delivered_at", "pk")[:200]:
        said = ProductReview.objects.filter(user=line.order.user, product=_shown(line))
        if line.order.user_id not in found and not said.exists():
            found[line.order.user_id] = line
    return list(found.values())[:most]


def _shown(line: Line) -> Product:
    return line.product.parent or line.product


def _write(line: Line, score: int, content: str, *, with_photograph: bool) -> ProductReview:
    user: User = line.order.user
    title, body = WORDS[user.language or "en"][content][0]
    return services.write_review(
        product=_shown(line),
        user=user,
        words=services.Words(score=score, title=title, body=body),
        bought_with=line.order.number,
        photographs=_at_home(_shown(line)) if with_photograph else [],
    )


def _at_home(product: Product) -> list[Photograph]:
    """As good as a buyer's own: the shop's, drawn anew."""
    image = ProductImage.objects.filter(Q(product=product) | Q(product__parent=product)).first()
    if image is None:
        return []
    with image.original.open("rb") as file:
        return [redrawn(file)]
