from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.backoffice.tabs import Tab

VIEWS = {
    "all": gettext_lazy("All"),
    "running": gettext_lazy("Running"),
    "draft": gettext_lazy("Drafts"),
    "over": gettext_lazy("Over"),
}


def views(current: str) -> list[Tab]:
    """Promotions and coupons go the same way, from the draft to the end."""
    return [Tab(label, f"?view={name}", current=name == current) for name, label in VIEWS.items()]


def levers(current: str) -> list[Tab]:
    """Promotions count by themselves, coupons are had first; both stand under one entry of the navigation."""
    pages = {"office:promotions": _("Promotions"), "office:coupons": _("Coupons")}
    return [Tab(label, reverse(name), current=name == current) for name, label in pages.items()]
