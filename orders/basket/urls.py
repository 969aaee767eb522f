from django.urls import path

from orders.basket import views

app_name = "basket"
urlpatterns = [
    path("", views.summary, name="summary"),
    path("lines/", views.lines, name="lines"),
    path("lines/<int:pk>/", views.line, name="line"),
    path("codes/", views.codes, name="codes"),
]
