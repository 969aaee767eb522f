"""The photographs of a product: several at once, in an order, each said in words for who cannot see it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from catalogue.models import Product, ProductImage
from catalogue.photos import policy
from catalogue.photos import services as photos
from catalogue.photos.queries import photo_of
from kernel import audit
from kernel.meanwhile import SAID, in_one_transaction, seen_of, was_saved_meanwhile
from membership.staff.services import requires
from shop.backoffice.products.queries import rows
from shop.backoffice.products.views import tabs

#: So many files in one go; more would keep the browser waiting longer than it waits.
MOST_FILES = 20

#: What all actions on photographs begin with; a product's words and prices are another form.
ABOUT = "photo"


class Picture(forms.Form):
    """One photograph's place and words. ``place`` may be given twice; the earlier one then stays first."""

    place = forms.IntegerField(label=gettext_lazy("Place"), min_value=1, max_value=999)
    caption_en = forms.CharField(label=gettext_lazy("What it shows (English)"), max_length=200, required=False)
    caption_zh_hans = forms.CharField(label=gettext_lazy("What it shows (Chinese)"), max_length=200, required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, *args: Any, image: ProductImage, place: int, **kwargs: Any) -> None:
        kwargs["prefix"] = f"photo-{image.pk}"
        words = {"caption_en": image.caption_en, "caption_zh_hans": image.caption_zh_hans}
        super().__init__(*args, initial={"place": place, **words}, **kwargs)
        self.image, self.photo = image, photo_of(image)


@requires("products.edit")
@require_safe
def photographs(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _product(pk))


@requires("products.edit")
@require_POST
def uploads(request: HttpRequest, pk: int) -> HttpResponse:
    """Every file is taken or refused on its own."""
    product = _product(pk)
    taken = 0
    for file in request.FILES.getlist("files")[:MOST_FILES]:
        try:
            _add(product, file)
            taken += 1
        except photos.NotAPicture as refusal:
            messages.error(request, _("%(file)s: %(reason)s") % {"file": file.name, "reason": refusal})
        except OSError:
            messages.error(request, _("%(file)s: there is no room on the disk for it.") % {"file": file.name})
    if taken:
        said = ngettext("%(count)d photograph added.", "%(count)d photographs added.", taken) % {"count": taken}
        messages.success(request, said)
    return redirect("office:photos", pk=pk)


@requires("products.edit")
@require_POST
@in_one_transaction
def arrangement(request: HttpRequest, pk: int) -> HttpResponse:
    product = _product(pk)
    pictures = _pictures(product, request.POST)
    is_late = was_saved_meanwhile(request, _subject(product), about=ABOUT)
    if is_late or [picture for picture in pictures if not picture.is_valid()]:
        return _page(request, product, pictures, status=422, refusal=SAID if is_late else "")
    _arrange(product, pictures)
    messages.success(request, _("Saved."))
    return redirect("office:photos", pk=pk)


def _subject(product: Product) -> str:
    return f"product:{product.pk}"


@transaction.atomic
def _add(product: Product, file: UploadedFile) -> None:
    image = photos.add_photo(product=product, upload=file)
    audit.record(action="photo.added", subject=_subject(product), after={"photo": image.original.name})


@transaction.atomic
def _arrange(product: Product, pictures: Iterable[Picture]) -> None:
    """As the forms say, and written down as it was and is."""
    before = _written(product)
    kept = [picture for picture in pictures if not picture.cleaned_data["remove"]]
    for picture in pictures:
        if picture.cleaned_data["remove"]:
            photos.remove_photo(image=picture.image)
        elif picture.has_changed():
            said = picture.cleaned_data
            caption = {"en": said["caption_en"], "zh-hans": said["caption_zh_hans"]}
            photos.describe_photo(image=picture.image, caption=caption)
    order = sorted(kept, key=lambda picture: picture.cleaned_data["place"])
    photos.arrange_photos(product=product, image_ids=[picture.image.pk for picture in order])
    after = _written(product)
    if after != before:
        audit.record(action="photos.arranged", subject=_subject(product), before=before, after=after)


def _written(product: Product) -> dict[str, list[str]]:
    images = ProductImage.objects.filter(product=product)
    return {"photos": [f"{image.original.name} {image.caption_en} {image.caption_zh_hans}".strip() for image in images]}


def _pictures(product: Product, data: Any = None) -> list[Picture]:
    images = ProductImage.objects.filter(product=product)
    return [Picture(_said(data, image), image=image, place=place) for place, image in enumerate(images, start=1)]


def _said(data: Any, image: ProductImage) -> Any:
    """Nothing of a photograph that was added after the form was opened."""
    return data if data and f"photo-{image.pk}-place" in data else None


def _page(
    request: HttpRequest,
    product: Product,
    pictures: list[Picture] | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    pictures = _pictures(product) if pictures is None else pictures
    shown = {
        "product": product,
        "row": rows([product])[0],
        "pictures": pictures,
        "recommended": policy.RECOMMENDED_COUNT,
        "accepted": ",".join(f"image/{kind.lower()}" for kind in sorted(policy.ACCEPTED_FORMATS)),
        "tabs": tabs(product, "office:photos"),
        "seen": seen_of(_subject(product), about=ABOUT),
        **more,
    }
    return render(request, "shop/backoffice/products/photographs.html", shown, status=status)


def _product(pk: int) -> Product:
    return get_object_or_404(Product.objects.exclude(structure=Product.CHILD), pk=pk)


urlpatterns = [
    path("products/<int:pk>/photographs/", photographs, name="photos"),
    path("products/<int:pk>/photographs/uploads/", uploads, name="photo-uploads"),
    path("products/<int:pk>/photographs/arrangement/", arrangement, name="photo-arrangement"),
]
