from oscar.apps.catalogue.reviews.apps import CatalogueReviewsConfig as OscarCatalogueReviewsConfig


class CatalogueReviewsConfig(OscarCatalogueReviewsConfig):
    name = "catalogue.reviews"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from catalogue.reviews import handlers  # noqa: F401
