"""What buyers said. Only who received a product speaks of it, and mostly kindly."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import connection

from catalogue.reviews.models import ProductReview
from shop.demo.purchases import Purchase

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
