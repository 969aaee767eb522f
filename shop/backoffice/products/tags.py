"""The tags: add, rename, delete. What is tagged with them is said where the product is written."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.models import Tag
from catalogue.tags import queries, services
from kernel import audit
from kernel.languages import Said, in_each_language
from kernel.locks import wait_for_turn
from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from membership.staff.services import requires
from shop.backoffice.bilingual import Bilingual, in_both
from shop.backoffice.lists import page_of


class TagForm(Bilingual):
    bilingual = ("name",)

    class Meta:
        model = Tag
        fields = in_both("name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    @property
    def name(self) -> Said:
        return {"en": self.cleaned_data["name_en"], "zh-hans": self.cleaned_data["name_zh_hans"]}


@requires("products.view", to_change="products.edit")
@require_http_methods(["GET", "POST"])
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag with how many products have it; below, one more."""
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _add(form.name)
        messages.success(request, _("The tag is there."))
        return redirect("office:tags")
    shown = {"page": page_of(queries.tags(), request.GET.get("page")), "form": form}
    return render(request, "shop/backoffice/products/tags.html", shown)


@requires("products.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    renamed = get_object_or_404(queries.tags(), pk=pk)
    form = TagForm(request.POST or None, instance=Tag.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid() and is_up_to_date(request, form, f"tag:{pk}"):
        _rename(renamed, form.name)
        messages.success(request, _("Saved."))
        return redirect("office:tags")
    shown = {"tag": renamed, "form": form, "seen": seen_of(f"tag:{pk}")}
    return render(request, "shop/backoffice/products/tag.html", shown)


@requires("products.edit")
@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    _delete(get_object_or_404(Tag, pk=pk))
    messages.success(request, _("The tag is gone; its products stay."))
    return redirect("office:tags")


@transaction.atomic
def _add(name: Said) -> None:
    added = services.add_tag(name=name)
    audit.record(action="tag.added", subject=f"tag:{added.pk}", after=_written(added))


@transaction.atomic
def _rename(renamed: Tag, name: Said) -> None:
    before = _written(renamed)
    services.rename_tag(tag=renamed, name=name)
    audit.record(action="tag.renamed", subject=f"tag:{renamed.pk}", before=before, after=_written(renamed))


@transaction.atomic
def _delete(deleted: Tag) -> None:
    subject, before = f"tag:{deleted.pk}", _written(deleted)
    wait_for_turn(subject)  # whoever renames it just now must not bring it back
    services.delete_tag(tag=deleted)
    audit.record(action="tag.deleted", subject=subject, before=before)


def _written(tag: Tag) -> dict[str, str]:
    return {f"name ({code})": name for code, name in in_each_language(tag, "name").items()}


urlpatterns = [
    path("tags/", tags, name="tags"),
    path("tags/<int:pk>/", tag, name="tag"),
    path("tags/<int:pk>/removal/", removal, name="tag-removal"),
]
