"""Commands on tags. What a product is tagged with is the product editor's: ``skus.update_product``."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from catalogue.models import Product, Tag
from catalogue.search import services as search
from kernel.languages import Said, column


class NameTaken(ValueError):
    """Another tag is called so in one of the languages, whatever the case."""


@transaction.atomic
def add_tag(*, name: Said) -> Tag:
    """A tag that no product has yet; ``name`` is in every language. Raises NameTaken."""
    return _written(Tag(), name)


@transaction.atomic
def rename_tag(*, tag: Tag, name: Said) -> None:
    """The tag is called so, has the address that fits, and its products are found by the new words. Raises NameTaken.

    The old address leads to the new one.
    """
    _written(tag, name)
    search.refresh(_tagged(tag))


@transaction.atomic
def delete_tag(*, tag: Tag) -> None:
    """The tag, its page and its words are gone; its products stay."""
    tagged = _tagged(tag)
    tag.delete()
    search.refresh(tagged)


def _written(tag: Tag, name: Said) -> Tag:
    for language, said in name.items():
        setattr(tag, column("name", language), said)
    tag.slug = slugify(name.get("en") or "") or "tag"
    try:
        with transaction.atomic():
            tag.save()
    except IntegrityError as error:
        raise NameTaken(name) from error
    return tag


def _tagged(tag: Tag) -> list[int]:
    return list(Product.objects.filter(tags=tag).values_list("pk", flat=True))
