from django.urls import path

from promotions.campaigns import views

app_name = "campaigns"
urlpatterns = [path("offers/", views.offers, name="offers")]
