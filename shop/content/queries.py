"""What is said, to be shown."""

from shop.content.models import StoreBasics


def store_basics() -> StoreBasics:
    """The store as its merchant describes it; a plain one until they do. One query."""
    return StoreBasics.objects.first() or _undescribed()


def _undescribed() -> StoreBasics:
    return StoreBasics(
        name_en="Shopkeeper",
        name_zh_hans="掌柜",
        intro_en="Good things for every day, chosen with care.",
        intro_zh_hans="认真挑选的日用好物。",
    )
