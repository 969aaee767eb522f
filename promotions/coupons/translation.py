"""A coupon is named to the shopper, so it has a name in both languages."""

from modeltranslation.translator import TranslationOptions, register

from promotions.coupons.models import Coupon


@register(Coupon)
class CouponTranslation(TranslationOptions):
    fields = ("name",)
