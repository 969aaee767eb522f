from django.urls import include, path

from shop.account import views

app_name = "account"
urlpatterns = [
    path("", views.overview, name="home"),
    path("details/", views.security, name="security"),
    path("", include("membership.addresses.urls")),
    path("", include("membership.points.urls")),
    path("", include("membership.sessions.urls")),
]
