"""Methods are named to the shopper, so they have a name in both languages."""

from modeltranslation.translator import TranslationOptions, register

from orders.shipping.models import Method


@register(Method)
class MethodTranslation(TranslationOptions):
    fields = ("name", "note")
