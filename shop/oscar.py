"""Which of Oscar's apps we changed, kept or left out. See docs/architecture.md."""

from oscar import INSTALLED_APPS as OSCAR_APPS

FORKED = {
    "django.contrib.staticfiles": "shop.operations.apps.StaticFiles",
    "oscar.config.Shop": "shop.apps.Ground",
    "oscar.apps.analytics.apps.AnalyticsConfig": "analytics.apps.AnalyticsConfig",
    "oscar.apps.basket.apps.BasketConfig": "orders.basket.apps.BasketConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig": "catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig": "catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.checkout.apps.CheckoutConfig": "orders.checkout.apps.CheckoutConfig",
    "oscar.apps.communication.apps.CommunicationConfig": "membership.messages.apps.CommunicationConfig",
    "oscar.apps.customer.apps.CustomerConfig": "membership.accounts.apps.CustomerConfig",
    "oscar.apps.dashboard.apps.DashboardConfig": "shop.backoffice.apps.DashboardConfig",
    "oscar.apps.offer.apps.OfferConfig": "promotions.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig": "orders.apps.OrderConfig",
    "oscar.apps.partner.apps.PartnerConfig": "catalogue.inventory.apps.PartnerConfig",
    "oscar.apps.payment.apps.PaymentConfig": "orders.payments.apps.PaymentConfig",
    "oscar.apps.search.apps.SearchConfig": "catalogue.search.apps.SearchConfig",
    "oscar.apps.shipping.apps.ShippingConfig": "orders.shipping.apps.ShippingConfig",
    "oscar.apps.voucher.apps.VoucherConfig": "promotions.coupons.apps.VoucherConfig",
}

KEPT = {"oscar.apps.address.apps.AddressConfig"}

#: Left out until a room of ours needs what they hold.
DISABLED = {
    "oscar.apps.wishlists.apps.WishlistsConfig",
    *(app for app in OSCAR_APPS if app.startswith("oscar.apps.dashboard.") and app not in FORKED),
}

#: Django's admin stays off: there is one back office. Flat pages are content's work, and sessions know their members.
_NOT_NEEDED = {
    "django.contrib.admin",
    "django.contrib.flatpages",
    "django.contrib.sessions",
    "django_tables2",
    "widget_tweaks",
}


def installed() -> list[str]:
    """Oscar's apps in Oscar's order, ours in the place of those we forked."""
    return [FORKED.get(app, app) for app in OSCAR_APPS if app not in DISABLED | _NOT_NEEDED]
