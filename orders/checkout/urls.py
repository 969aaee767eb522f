from django.urls import path

from orders.checkout import views

app_name = "checkout"
urlpatterns = [
    path("", views.start, name="start"),
    path("address/", views.address, name="address"),
    path("delivery/", views.delivery, name="delivery"),
    path("review/", views.review, name="review"),
    path("points/", views.points, name="points"),
]
