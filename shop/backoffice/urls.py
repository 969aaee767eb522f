"""Every page of the back office. Each room brings its own; the shell and what spans rooms is here."""

from django.urls import path

from analytics.kpis import backoffice as kpis
from membership.staff import backoffice as staff
from orders.aftersales import backoffice as aftersales
from orders.invoices import backoffice as invoices
from orders.payments import backoffice as payments
from shop.backoffice import audit, focus, letters, reviews, search, settings, thresholds, today
from shop.backoffice.members import views as members
from shop.backoffice.orders import urls as orders
from shop.backoffice.products import categories, photographs, tags
from shop.backoffice.products import views as products
from shop.backoffice.promotions import coupons
from shop.backoffice.promotions import views as promotions
from shop.backoffice.stock import views as stock

app_name = "office"

urlpatterns = [
    path("", today.today, name="today"),
    path("search/", search.search, name="search"),
    *orders.urlpatterns,
    *aftersales.urlpatterns,
    *staff.urlpatterns,
    *products.urlpatterns,
    *photographs.urlpatterns,
    *categories.urlpatterns,
    *tags.urlpatterns,
    *stock.urlpatterns,
    *coupons.urlpatterns,
    *promotions.urlpatterns,
    *payments.urlpatterns,
    *invoices.urlpatterns,
    *audit.urlpatterns,
    *letters.urlpatterns,
    *kpis.urlpatterns,
    *members.urlpatterns,
    *settings.urlpatterns,
    *thresholds.urlpatterns,
    *focus.urlpatterns,
    *reviews.urlpatterns,
]
