"""What each right lets somebody do, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RIGHTS: dict[str, str | Promise] = {
    "office.enter": _("Enter the back office"),
    "orders.view": _("See orders"),
    "orders.ship": _("Ship orders"),
    "orders.cancel": _("Cancel unpaid orders"),
    "orders.refund": _("Refund, and see to payments"),
    "invoices.view": _("See invoices"),
    "returns.view": _("See after-sales requests"),
    "returns.answer": _("Answer after-sales requests"),
    "returns.receive": _("Receive and inspect what comes back"),
    "reviews.view": _("See reviews"),
    "reviews.judge": _("Release, refuse and answer reviews"),
    "products.view": _("See products"),
    "products.edit": _("Edit products"),
    "prices.edit": _("Set prices"),
    "stock.view": _("See stock"),
    "stock.edit": _("Receive, count and write off stock"),
    "content.edit": _("Plan focus images"),
    "promotions.view": _("See promotions and coupons"),
    "promotions.edit": _("Make promotions and coupons"),
    "members.view": _("See members"),
    "members.edit": _("Adjust points and levels of members"),
    "levels.edit": _("Set what levels ask and bring"),
    "kpis.view": _("See the numbers"),
    "exports": _("Take tables out"),
    "audit.view": _("See the audit log"),
    "staff.edit": _("Manage staff and roles"),
    "settings.edit": _("Change the store’s settings"),
    "operations.view": _("See the shop’s inside"),
}
