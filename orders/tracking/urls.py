from django.urls import path

from orders.tracking import views

app_name = "orders"
urlpatterns = [
    path("orders/<str:number>/", views.detail, name="detail"),
    path("orders/<str:number>/cancellation/", views.cancellation, name="cancellation"),
    path("orders/<str:number>/link/", views.link, name="link"),
    path("account/orders/", views.account_list, name="list"),
]
