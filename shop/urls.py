"""Every address of the shop. Pages live under a language, callbacks and health checks do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from membership.accounts.views import Logout
from orders.fulfilment import urls as fulfilment
from orders.payments import webhooks
from shop.operations.metrics import metrics
from shop.storefront import crawlers

urlpatterns: list = [
    path("metrics", metrics),
    path("events/", include("analytics.capture.urls")),
    *fulfilment.callbacks,
    path("callbacks/stripe/", webhooks.receive, name="stripe_webhook"),
    *crawlers.urlpatterns,
]

urlpatterns += i18n_patterns(
    path("", include("shop.storefront.urls")),
    path("", include("shop.content.urls")),
    path("", include("orders.payments.urls")),
    path("", include("promotions.coupons.urls")),
    path("", include("promotions.campaigns.urls")),
    path("basket/", include("orders.basket.urls")),
    path("checkout/", include("orders.checkout.urls")),
    path("", include("orders.tracking.urls")),
    path("", include("orders.aftersales.urls")),
    path("", include("orders.invoices.urls")),
    path("account/", include("shop.account.urls")),
    path("account/logout/", Logout.as_view(), name="account_logout"),
    path("account/second-factor/", include("membership.accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("", include("orders.fulfilment.urls")),
    path("backoffice/", include("shop.backoffice.urls")),
    prefix_default_language=False,
)

handler500 = "shop.operations.failures.failed"
handler429 = "shop.operations.failures.too_often"  # asked for by allauth
