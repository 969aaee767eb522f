"""What merchants write in both languages. Each field has a column for each language; reading gives the shopper's,
falling back to the other where it is empty."""

from modeltranslation.translator import TranslationOptions, register

from catalogue.models import AttributeOption, Category, Product, ProductAttribute, ProductClass, ProductImage, Tag


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("title", "note", "description")


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Tag)
class TagTranslation(TranslationOptions):
    fields = ("name",)


@register(ProductAttribute)
class ProductAttributeTranslation(TranslationOptions):
    fields = ("name",)


@register(AttributeOption)
class AttributeOptionTranslation(TranslationOptions):
    fields = ("option",)


@register(ProductClass)
class ProductClassTranslation(TranslationOptions):
    fields = ("name",)


@register(ProductImage)
class ProductImageTranslation(TranslationOptions):
    fields = ("caption",)
