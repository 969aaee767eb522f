"""What earns how many points: each ¥1, in the shop and in some categories, and what members do for the shop."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category, ProductCategory
from kernel import audit
from kernel.thresholds import THRESHOLDS, Threshold, value_of, values
from membership.points import policy
from membership.points.models import EarningRatio

#: What a merchant may set: names of thresholds.
FOR_A_HUNDRED = "points.for_a_hundred"
SIGN_UP = "points.sign_up"
REVIEW = "points.review"
REVIEW_WITH_PHOTO = "points.review_with_photo"
SHARE = "points.share"
SHARES_A_DAY = "points.shares_a_day"

MOST = 10_000


def offer_thresholds() -> None:
    """The merchant finds them among the store's numbers."""
    THRESHOLDS[FOR_A_HUNDRED] = Threshold(_("Points for each ¥100 paid for goods"), lambda: 100, least=0, most=1000)
    THRESHOLDS[SIGN_UP] = Threshold(_("Points for signing up"), lambda: 100, least=0, most=MOST)
    THRESHOLDS[REVIEW] = Threshold(_("Points for a review"), lambda: 20, least=0, most=MOST)
    THRESHOLDS[REVIEW_WITH_PHOTO] = Threshold(_("Points for a review with photographs"), lambda: 50, least=0, most=MOST)
    THRESHOLDS[SHARE] = Threshold(_("Points for sharing a product"), lambda: 5, least=0, most=MOST)
    THRESHOLDS[SHARES_A_DAY] = Threshold(_("Shares a day that earn points"), lambda: 3, least=0, most=100)


@dataclass(frozen=True)
class Ways:
    """What each way to earn brings now, in points; ``yuan`` for each ¥1 where no category says otherwise."""

    yuan: Decimal
    review: int
    review_with_photo: int
    share: int
    shares_a_day: int


def ways_to_earn() -> Ways:
    """One query."""
    now = values()
    yuan = Decimal(now[FOR_A_HUNDRED]) / 100
    return Ways(yuan, now[REVIEW], now[REVIEW_WITH_PHOTO], now[SHARE], now[SHARES_A_DAY])


class RatioOutOfReach(ValueError):
    """A ratio is from 0 to 10."""


def ratios_of(product_ids: Collection[int]) -> dict[int | None, Decimal]:
    """What ¥1 paid for each product or variant earns now; under None what any other goods earn. Four queries."""
    shops, ratios = _shops_ratio(), _by_path()
    paths: dict[int, list[str]] = defaultdict(list)
    for product_id, path in _shelved(product_ids):
        paths[product_id].append(path)
    return {None: shops} | {each: policy.ratio_of(paths[each], ratios, shops) for each in product_ids}


def _shops_ratio() -> Decimal:
    return Decimal(value_of(FOR_A_HUNDRED)) / 100


def ratios_by_category() -> list[EarningRatio]:
    """The categories that have a ratio of their own, in the order of the tree. One query."""
    return list(EarningRatio.objects.select_related("category").order_by("category__path"))


def own_ratio_of(category: Category) -> Decimal | None:
    """None where it earns as those around it do. One query."""
    return EarningRatio.objects.filter(pk=category.pk).values_list("ratio", flat=True).first()


@transaction.atomic
def set_ratio(*, category: Category, ratio: Decimal | None) -> None:
    """Goods of the category earn ``ratio`` points for each ¥1 from now on; None: as those around it do.

    What is paid already keeps its ratio. Raises RatioOutOfReach.
    """
    if ratio is not None and not 0 <= ratio <= policy.HIGHEST_RATIO:
        raise RatioOutOfReach(ratio)
    before = own_ratio_of(category)
    if ratio == before:
        return
    if ratio is None:
        EarningRatio.objects.filter(pk=category.pk).delete()
    else:
        EarningRatio.objects.update_or_create(pk=category.pk, defaults={"ratio": ratio})
    subject = f"category:{category.pk}"
    audit.record(action="points.ratio", subject=subject, before={"ratio": before}, after={"ratio": ratio})


def _by_path() -> dict[str, Decimal]:
    return dict(EarningRatio.objects.values_list("category__path", "ratio"))


def _shelved(product_ids: Collection[int]) -> list[tuple[int, str]]:
    """Each product with the path of each category it stands in; a variant stands where its product does."""
    found = ProductCategory.objects.order_by()
    own = found.filter(product__in=product_ids).values_list("product", "category__path")
    parents = found.filter(product__children__in=product_ids).values_list("product__children", "category__path")
    return [*own, *parents]
