from django.urls import path

from promotions.coupons import views

app_name = "coupons"
urlpatterns = [
    path("coupons/", views.centre, name="centre"),
    path("coupons/<int:pk>/claims/", views.claims, name="claims"),
    path("account/coupons/", views.wallet, name="wallet"),
]
