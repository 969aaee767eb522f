from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "membership.sessions"
    label = "membersessions"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from membership.sessions import handlers

        user_logged_in.connect(handlers.note_browser)
