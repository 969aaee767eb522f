"""The checkout as it is drawn: what was asked and kept, and what it comes to."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html

from kernel.templatetags.shop_money import money
from orders.basket.queries import carried_in, proposal_for, sums_of, tiers_of
from orders.checkout.details import Details
from orders.checkout.forms import PointsForm
from orders.checkout.models import Draft
from orders.checkout.queries import Checkout
from orders.checkout.steps import steps
from orders.invoices.services import InvoiceForm
from orders.shipping.queries import provinces_apart


def page_of(
    request: HttpRequest,
    checkout: Checkout,
    *,
    details: Details | None = None,
    points: PointsForm | None = None,
    invoice: InvoiceForm | None = None,
    refusal: str = "",
    status: int = 0,
) -> HttpResponse:
    """The page, or for htmx only what it comes to; 422 where something has to be corrected."""
    shown = details or _as_kept(request, checkout)
    points = points or (PointsForm(checkout) if checkout.balance.available else None)
    invoiced_to = _invoice_before(checkout.draft)
    forms = [form for form in (*shown.judged, points, invoice) if form]
    is_wrong = any(form.errors for form in forms)
    context = {
        "checkout": checkout,
        "details": shown,
        "steps": steps(),
        "points": points,
        "invoice": format_html("{}{}", invoice.non_field_errors(), invoice)
        if invoice
        else InvoiceForm.drawn_with(invoiced_to, prefix="invoice"),
        "invoice_is_asked_for": bool(invoice or invoiced_to.get("title")),
        "forms": forms if is_wrong else [],
        "refusal": refusal,
        "apart": " ".join(provinces_apart()),
        "total": money(checkout.quote.total),
        "sums": sums_of(checkout.quote, delivery_note=_delivery_note(checkout)),
        "tiers": tiers_of(checkout.quote.verdicts),
        "carried": carried_in(checkout.contents),
        "coupon_is_lost": checkout.contents.coupon_is_lost,
        "proposal": proposal_for(checkout.contents),
    }
    context["bought"] = render_to_string("orders/checkout/bought.html", context)
    template = "orders/checkout/reckoned.html" if "HX-Request" in request.headers else "orders/checkout/page.html"
    return render(request, template, context, status=status or (422 if is_wrong or refusal else 200))


def _as_kept(request: HttpRequest, checkout: Checkout) -> Details:
    """A member who has typed nothing yet is shown what it costs to the address that is chosen for them."""
    details = Details(request, checkout.draft)
    if details.destination and not checkout.draft.destination:
        checkout.draft.destination = asdict(details.destination)
    return details


def _invoice_before(draft: Draft) -> dict[str, str]:
    return {name.removeprefix("invoice-"): said for name, said in draft.typed.items() if name.startswith("invoice-")}


def _delivery_note(checkout: Checkout) -> str:
    return "" if checkout.delivery else "–"
