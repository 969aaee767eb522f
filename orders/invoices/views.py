"""The shopper's side: asking for the invoice of an order, and taking it along."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from orders import queries as orders
from orders.invoices import queries, services
from orders.invoices.forms import InvoiceForm
from orders.invoices.models import Invoice
from orders.models import Order


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """The order's invoices, or the form that asks for one."""
    order = _order(request, number)
    wish = queries.wish_of(order)
    known = {"buyer": wish.buyer, "title": wish.title, "tax_number": wish.tax_number} if wish else {}
    form = InvoiceForm(request.POST or None, initial=known)
    if request.method != "POST":
        return _page(request, order, form)
    if not form.is_valid():
        return _page(request, order, form, status=422)
    try:
        issued = services.ask_for_invoice(order=order, **form.cleaned_data)
    except services.AlreadyIssued:
        form.add_error(None, _("The invoice was issued already; what it says can no longer be changed here."))
        return _page(request, order, form, status=409)
    except services.NothingToInvoice:
        form.add_error(None, _("Nothing of this order is to be invoiced: it was cancelled, or all of it went back."))
        return _page(request, order, form, status=409)
    messages.success(request, _("Your invoice is ready.") if issued else _("Your invoice comes with the payment."))
    return redirect("invoices:invoice", number=order.number)


@never_cache
@require_safe
def paper_of(request: HttpRequest, number: str, year: int, place: int) -> HttpResponse:
    order = _order(request, number)
    return handed_out(get_object_or_404(queries.invoices_of(order), year=year, place=place))


def handed_out(invoice: Invoice) -> HttpResponse:
    """The PDF, to keep. Who may have it was asked before."""
    from orders.invoices import paper  # what draws PDFs is large, and most processes never do

    answer = HttpResponse(paper.pdf_of(invoice), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="invoice-{invoice.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(request: HttpRequest, order: Order, form: InvoiceForm, status: int = 200) -> HttpResponse:
    over = (Order.Status.CANCELLED, Order.Status.REFUNDED)
    context = {
        "order": order,
        "form": form,
        "invoices": list(queries.invoices_of(order)),
        "can_ask": order.status not in over,
    }
    return render(request, "orders/invoices/invoice.html", context, status=status)


def _order(request: HttpRequest, number: str) -> Order:
    return get_object_or_404(orders.visible_in(request), number=orders.as_written(number))
