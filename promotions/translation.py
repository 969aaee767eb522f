"""An offer is named to the shopper, so it has a name in both languages."""

from modeltranslation.translator import TranslationOptions, register

from promotions.models import ConditionalOffer, Promotion


@register(ConditionalOffer)
class OfferTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Promotion)
class PromotionTranslation(TranslationOptions):
    fields = ("name",)
