from django.apps import apps
from django.db.models.signals import m2m_changed, post_delete, post_save
from oscar.apps.offer.apps import OfferConfig as OscarOfferConfig

#: What a remembered rule was read from, and what says where a product belongs.
RULES = ("offer.Promotion", "offer.ConditionalOffer", "offer.Condition", "offer.Benefit", "voucher.Voucher")
RANGES = ("offer.Range", "offer.RangeProduct")
PLACES = (*RANGES, "catalogue.Product", "catalogue.ProductCategory", "catalogue.Category")
LINKED = ("included_categories", "excluded_categories", "excluded_products", "classes")


class OfferConfig(OscarOfferConfig):
    name = "promotions"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from promotions import shelf  # noqa: F401 - plugs itself in
        from promotions.cap import offer_threshold
        from promotions.memory import forget_listed, forget_offers, forget_ranges

        offer_threshold()
        for labels, forget in ((RULES, forget_offers), (PLACES, forget_ranges), (RANGES, forget_listed)):
            for label in labels:
                for changed in (post_save, post_delete):
                    changed.connect(forget, sender=apps.get_model(label))
        for name in LINKED:
            for forget in (forget_ranges, forget_listed):
                m2m_changed.connect(forget, sender=getattr(self.get_model("Range"), name).through)
        m2m_changed.connect(forget_offers, sender=self.get_model("ConditionalOffer").combinations.through)
