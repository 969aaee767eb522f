from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "analytics.capture"

    def ready(self) -> None:
        from analytics.capture import handlers  # noqa: F401
