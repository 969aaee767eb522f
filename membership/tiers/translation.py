from modeltranslation.translator import TranslationOptions, register

from membership.tiers.models import Level


@register(Level)
class LevelTranslation(TranslationOptions):
    fields = ("name", "perks")
