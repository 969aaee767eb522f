from django.urls import path

from analytics.capture import views

app_name = "capture"

urlpatterns = [path("", views.take_beacon, name="beacon")]
