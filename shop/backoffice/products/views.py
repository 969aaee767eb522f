from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.models import Category, Product
from catalogue.skus.services import NotReady
from kernel.models import AuditEntry
from membership.staff import queries as staff
from membership.staff.services import requires
from shop.backoffice.counts import counts
from shop.backoffice.lists import counted, page_of
from shop.backoffice.products import queries, services
from shop.backoffice.products.editor import REFUSALS, Editor
from shop.backoffice.products.forms import NewProduct
from shop.backoffice.tabs import Tab

VIEWS = {
    "all": gettext_lazy("All"),
    "on": gettext_lazy("On shelf"),
    "off": gettext_lazy("Off shelf"),
    "out": gettext_lazy("Sold out"),
}
MISSING = {"title": gettext_lazy("a title"), "category": gettext_lazy("a category"), "price": gettext_lazy("a price")}


@requires("products.view")
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    view, words = request.GET.get("view", "all"), request.GET.get("q", "").replace("\0", "").strip()[:200]
    wanted = request.GET.get("category", "")
    category = Category.objects.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 10 else None
    found = queries.products(view=view, words=words, category=category)
    is_narrowed = bool(words or category or view not in queries.STEADY)
    page = page_of(found, request.GET.get("page"), count=None if is_narrowed else _count(view, found))
    shown = {
        "page": page,
        "rows": queries.rows(page.rows),
        "may_edit": staff.may(request.user, "products.edit"),
        "tabs": tuple(Tab(label, f"?view={name}", current=name == view) for name, label in VIEWS.items()),
        "view": view,
        "words": words,
        "chosen_category": str(category.pk) if category else "",
        "categories": queries.category_choices(),
    }
    return render(request, "shop/backoffice/products/list.html", shown)


def _count(view: str, found: QuerySet[Product]) -> int:
    """Of a view as it is, remembered: only staff change it, and what they do is counted at once."""
    name = f"products in {view}"
    return counts({name: partial(counted, found)})[name]


@requires("products.edit")
@require_http_methods(["GET", "POST"])
def new_product(request: HttpRequest) -> HttpResponse:
    form = NewProduct(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        title = {"en": said["title_en"], "zh-hans": said["title_zh_hans"]}
        created = services.create_product(kind=said["kind"], title=title)
        messages.success(request, _("Created. Add its variants, photographs and categories, then put it on shelf."))
        return redirect("office:product", pk=created.pk)
    return render(request, "shop/backoffice/products/new.html", {"form": form})


@requires("products.view", to_change="products.edit")
@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, pk: int) -> HttpResponse:
    edited = get_object_or_404(_products(), pk=pk)
    may_price = staff.may(request.user, "prices.edit")
    editor = Editor(edited, data=request.POST or None, may_price=may_price)
    if request.method == "GET" or not editor.is_valid():
        return _page(request, editor, status=422 if request.method == "POST" else 200)
    try:
        editor.save()
    except services.EditedMeanwhile:
        return _edited_meanwhile(request, edited, may_price)
    except REFUSALS as refusal:
        editor.refuse(refusal)
        return _page(request, editor, status=422)
    messages.success(request, _("Saved."))
    return redirect("office:product", pk=pk)


@requires("products.edit")
@require_POST
def shelf(request: HttpRequest, pk: int) -> HttpResponse:
    edited = get_object_or_404(_products(), pk=pk)
    _put(request, [edited], on="on" in request.POST)
    return redirect("office:product", pk=pk)


@requires("products.edit")
@require_POST
def shelves(request: HttpRequest) -> HttpResponse:
    """Several products at once, as chosen in the list; each that cannot go on shelf says why."""
    chosen = [int(pk) for pk in request.POST.getlist("product") if pk.isdecimal() and len(pk) < 19]
    _put(request, _products().filter(pk__in=chosen).order_by("pk"), on="on" in request.POST)
    return redirect("office:products")


def _put(request: HttpRequest, chosen: Any, *, on: bool) -> None:
    moved = 0
    for each in chosen:
        try:
            (services.publish if on else services.take_off_shelf)(product=each)
            moved += 1
        except NotReady as refusal:
            messages.error(request, _("%(title)s cannot go on shelf yet: it lacks %(missing)s.") % _what(each, refusal))
    if moved:
        said = ngettext("%(count)d product is on shelf.", "%(count)d products are on shelf.", moved)
        gone = ngettext("%(count)d product is off shelf.", "%(count)d products are off shelf.", moved)
        messages.success(request, (said if on else gone) % {"count": moved})


def _what(refused: Product, refusal: NotReady) -> dict[str, str]:
    missing = _(", ").join(str(MISSING[name]) for name in refusal.missing)
    return {"title": refused.title or f"#{refused.pk}", "missing": missing}


def _edited_meanwhile(request: HttpRequest, edited: Product, may_price: bool) -> HttpResponse:
    """What was typed stays, and saving once more is then a decision, not an accident."""
    kept = request.POST.copy()
    kept["version"] = Editor(edited).version
    editor = Editor(edited, data=kept, may_price=may_price)
    editor.is_valid()
    latest = AuditEntry.objects.filter(subject=f"product:{edited.pk}").order_by("-number").first()
    return _page(request, editor, status=409, meanwhile=latest)


def _page(request: HttpRequest, editor: Editor, *, status: int, **more: Any) -> HttpResponse:
    [row] = queries.rows([editor.product])
    shown = {
        "editor": editor,
        "row": row,
        "product": editor.product,
        "may_edit": staff.may(request.user, "products.edit"),
        "tabs": tabs(editor.product, "office:product"),
        **more,
    }
    return render(request, "shop/backoffice/products/editor.html", shown, status=status)


def tabs(edited: Product, current: str) -> list[Tab]:
    pages = {"office:product": _("Words and variants"), "office:photos": _("Photographs")}
    return [Tab(label, reverse(name, args=[edited.pk]), current=name == current) for name, label in pages.items()]


def _products() -> QuerySet[Product]:
    return Product.objects.exclude(structure=Product.CHILD)


urlpatterns = [
    path("products/", products, name="products"),
    path("products/new/", new_product, name="new-product"),
    path("products/shelves/", shelves, name="shelves"),
    path("products/<int:pk>/", product, name="product"),
    path("products/<int:pk>/shelf/", shelf, name="shelf"),
]
