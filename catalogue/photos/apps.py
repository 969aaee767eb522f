from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "catalogue.photos"

    def ready(self) -> None:
        from catalogue.photos import handlers  # noqa: F401
