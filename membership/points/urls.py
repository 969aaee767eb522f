from django.urls import path

from membership.points import views

urlpatterns = [path("points/", views.history, name="points")]
