from django.urls import path

from membership.sessions import views

urlpatterns = [
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/endings/", views.endings, name="session-endings"),
]
