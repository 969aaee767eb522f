from django.urls import reverse
from django.utils.translation import gettext as _

from shop.backoffice.tabs import Tab


def levers(current: str) -> list[Tab]:
    """Promotions count by themselves, coupons are had first; both stand under one entry of the navigation."""
    pages = {"office:promotions": _("Promotions"), "office:coupons": _("Coupons")}
    return [Tab(label, reverse(name), current=name == current) for name, label in pages.items()]
