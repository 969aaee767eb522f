from django.urls import path

from shop.content import views

urlpatterns = [path("about/", views.about, name="about")]
