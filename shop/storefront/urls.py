from django.urls import path

from shop.storefront import choices, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/<str:language>/", choices.speak, name="language"),
    path("appearance/", choices.appear, name="appearance"),
]
