from django.urls import path

from orders.payments import views

app_name = "payments"
urlpatterns = [
    path("checkout/payment/return/", views.came_back, name="return"),
    path("checkout/payment/<slug:number>/", views.start, name="start"),
    path("checkout/payment/<slug:number>/cancelled/", views.cancelled, name="cancelled"),
]
