from django.urls import path

from orders.checkout import views

app_name = "checkout"
urlpatterns = [
    path("", views.start, name="start"),
    path("points/", views.points, name="points"),
    path("coupon/", views.coupon, name="coupon"),
]
