"""What is written in both languages."""

from modeltranslation.translator import TranslationOptions, register

from shop.content.models import FocusImage, StoreBasics


@register(StoreBasics)
class StoreBasicsTranslation(TranslationOptions):
    fields = ("name", "intro", "story")


@register(FocusImage)
class FocusImageTranslation(TranslationOptions):
    fields = ("eyebrow", "title", "text", "button", "alt")
