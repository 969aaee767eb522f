"""The tree of categories: add, rename, move, hide."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalogue import services as catalogue
from catalogue.models import Category
from catalogue.policy import DEEPEST_CLEAR_LEVEL, is_too_deep
from kernel import audit
from kernel.languages import in_each_language
from kernel.meanwhile import in_one_transaction, is_up_to_date, seen_of
from membership.points import services as points
from membership.points.policy import HIGHEST_RATIO
from membership.points.queries import own_ratio_of
from membership.staff.services import requires


def parent_of(category: Category) -> Category | None:
    return Category.objects.filter(path=category.path[: -Category.steplen]).first()


class Place(forms.ModelChoiceField):
    def label_from_instance(self, category: Category) -> str:
        return "\N{EM SPACE}" * (category.depth - 1) + category.name


class CategoryForm(forms.Form):
    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=255)
    name_zh_hans = forms.CharField(label=gettext_lazy("Name (Chinese)"), max_length=255)
    under = Place(
        Category.objects.order_by("path"),
        label=gettext_lazy("Under"),
        required=False,
        empty_label=gettext_lazy("nothing: on the first level"),
    )

    @property
    def name(self) -> dict[str, str]:
        return {"en": self.cleaned_data["name_en"], "zh-hans": self.cleaned_data["name_zh_hans"]}


class ExistingForm(CategoryForm):
    """A category may not stand under itself or under what stands under it."""

    shown = forms.BooleanField(label=gettext_lazy("Shown in the shop"), required=False)
    ratio = forms.DecimalField(
        label=gettext_lazy("Points for each ¥1"),
        help_text=gettext_lazy("Empty: as the nearest category above it with a number, else as the shop. 0: none."),
        required=False,
        min_value=0,
        max_value=HIGHEST_RATIO,
        decimal_places=2,
    )

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        initial = {
            "name_en": category.name_en,
            "name_zh_hans": category.name_zh_hans,
            "under": parent_of(category),
            "shown": category.is_public,
            "ratio": own_ratio_of(category),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["under"].queryset = Category.objects.exclude(path__startswith=category.path).order_by("path")


@requires("products.view", to_change="products.edit")
@require_http_methods(["GET", "POST"])
def categories(request: HttpRequest) -> HttpResponse:
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _say_if_too_deep(request, _add(form))
        messages.success(request, _("The category is there."))
        return redirect("office:categories")
    shown = {"categories": _tree(), "form": form, "deepest": DEEPEST_CLEAR_LEVEL}
    return render(request, "shop/backoffice/products/categories.html", shown)


@requires("products.edit")
@require_http_methods(["GET", "POST"])
@in_one_transaction
def category(request: HttpRequest, pk: int) -> HttpResponse:
    edited = get_object_or_404(Category, pk=pk)
    form = ExistingForm(request.POST or None, category=edited)
    if request.method == "POST" and form.is_valid() and is_up_to_date(request, form, f"category:{pk}"):
        _say_if_too_deep(request, _change(edited, form))
        messages.success(request, _("Saved."))
        return redirect("office:categories")
    shown = {"category": edited, "form": form, "seen": seen_of(f"category:{pk}")}
    return render(request, "shop/backoffice/products/category.html", shown)


def _tree() -> QuerySet[Category]:
    return Category.objects.annotate(products=Count("product"), own_ratio=F("earning_ratio__ratio")).order_by("path")


@transaction.atomic
def _add(form: CategoryForm) -> Category:
    added = catalogue.add_category(name=form.name, under=form.cleaned_data["under"])
    audit.record(action="category.added", subject=f"category:{added.pk}", after=_written(added))
    return added


@transaction.atomic
def _change(edited: Category, form: ExistingForm) -> Category:
    before = _written(edited)
    said = form.cleaned_data
    catalogue.update_category(category=edited, name=form.name, is_public=said["shown"])
    if "under" in form.changed_data:
        catalogue.move_category(category=edited, under=said["under"])
    changed = Category.objects.get(pk=edited.pk)
    points.set_ratio(category=changed, ratio=said["ratio"])
    audit.record(action="category.edited", subject=f"category:{edited.pk}", before=before, after=_written(changed))
    return changed


def _written(category: Category) -> dict[str, Any]:
    names = {f"name ({code})": name for code, name in in_each_language(category, "name").items()}
    parent = parent_of(category)
    return {**names, "under": parent.name_en if parent else "", "shown": category.is_public}


def _say_if_too_deep(request: HttpRequest, changed: Category) -> None:
    if is_too_deep(changed.depth):
        said = _("This category is %(depth)d levels down. Past %(clear)d levels, shoppers lose their way.")
        messages.warning(request, said % {"depth": changed.depth, "clear": DEEPEST_CLEAR_LEVEL})


urlpatterns = [
    path("categories/", categories, name="categories"),
    path("categories/<int:pk>/", category, name="category"),
]
