from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "membership.sessions"
    label = "membersessions"
