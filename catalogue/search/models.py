from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ShelfEntry(models.Model):
    """One flat row for each product on shelf: what lists narrow and sort by, kept in step by ``services.refresh``.

    ``categories`` holds every category the product stands in, their ancestors included; ``tags`` its tags; ``facets``
    its attribute values as ``code:value``. ``shown_price`` is ``price`` less what is offered to everybody: by it lists
    narrow and sort. A list of ten thousand reads ten thousand rows: keep them narrow.
    """

    product = models.OneToOneField(
        "catalogue.Product", primary_key=True, on_delete=models.CASCADE, related_name="shelf_entry"
    )
    categories = ArrayField(models.IntegerField(), default=list)
    tags = ArrayField(models.IntegerField(), default=list)
    facets = ArrayField(models.TextField(), default=list)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    shown_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_was = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_from = models.BooleanField(default=False)
    in_stock = models.BooleanField(default=False)
    rating = models.FloatField(default=0)
    review_count = models.PositiveIntegerField(default=0)
    sold_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["categories"], name="shelf_categories"),
            GinIndex(fields=["tags"], name="shelf_tags"),
            GinIndex(fields=["facets"], name="shelf_facets"),
            models.Index(fields=["-published_at"], name="shelf_newest"),
            models.Index(fields=["-sold_count"], name="shelf_best_sellers"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}"


class ShelfLabel(models.Model):
    """What stands on the shelf before a product: ``shown`` on its card, and the words it is found by."""

    entry = models.OneToOneField(ShelfEntry, primary_key=True, on_delete=models.CASCADE, related_name="label")
    shown = models.JSONField(default=dict)
    title_words = models.TextField(blank=True)
    label_words = models.TextField(blank=True)
    note_words = models.TextField(blank=True)
    other_words = models.TextField(blank=True)
    document = models.GeneratedField(
        expression=SearchVector("title_words", weight="A", config="english")
        + SearchVector("label_words", weight="B", config="english")
        + SearchVector("note_words", weight="C", config="english")
        + SearchVector("other_words", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [GinIndex(fields=["document"], name="shelf_document")]

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Synonym(models.Model):
    """Words that mean the same to a shopper: whoever seeks one finds the others. Separated by spaces or commas."""

    words = models.CharField(_("words"), max_length=400, help_text=_("For example: sofa, couch, 沙发"))

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class KnownWord(models.Model):
    """A word of some product on shelf: what a mistyped word may have meant. ``spelling`` is how pg_trgm compares it."""

    word = models.CharField(max_length=64, primary_key=True)
    spelling = models.CharField(max_length=400)

    class Meta:
        indexes = [GinIndex(fields=["spelling"], opclasses=["gin_trgm_ops"], name="known_word_spelling")]

    def __str__(self) -> str:
        return self.word
