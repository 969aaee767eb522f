from django.urls import path

from promotions.coupons import mall, views

app_name = "coupons"
urlpatterns = [
    path("coupons/", views.centre, name="centre"),
    path("coupons/<int:pk>/claims/", views.claims, name="claims"),
    path("points-mall/", mall.mall, name="mall"),
    path("points-mall/<int:pk>/exchanges/", mall.exchanges, name="exchanges"),
    path("account/coupons/", views.wallet, name="wallet"),
]
