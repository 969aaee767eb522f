"""The shopper's pages: asking for something, and following what became of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel import clock
from kernel.lifecycle import IllegalMove
from orders import queries as orders
from orders.aftersales import forms, queries, services, telling
from orders.aftersales.models import Return
from orders.aftersales.queries import Offer
from orders.aftersales.reckoning import reckoning_of
from orders.aftersales.refusals import why
from orders.aftersales.showing import shown
from orders.models import Order

S = Return.State


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def returns(request: HttpRequest, number: str) -> HttpResponse:
    """What may be asked for of what was bought, and asking for it."""
    return _asking(request, _order(request, number))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def returns_again(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """The same for what an exchange brought."""
    exchange = get_object_or_404(_returns(request, number), place=place, kind=Return.Kind.EXCHANGE)
    return _asking(request, exchange.order, exchange)


def _asking(request: HttpRequest, order: Order, exchange: Return | None = None) -> HttpResponse:
    offer = queries.offer_of(order, exchange)
    is_sent = request.method == "POST" and "redraw" not in request.POST
    if not offer.is_open and not is_sent:
        return _closed(request, order, offer, status=410)
    form = _request_form(request, offer, is_sent=is_sent)
    if not is_sent:
        return _form(request, order, form)
    if not form.is_valid():
        return _form(request, order, form, status=422)
    try:
        made = _asked(order, form, exchange)
    except services.AftersalesRefused as refusal:
        if not offer.is_open:
            return _closed(request, order, offer, status=409)
        form.add_error(None, why(refusal))
        return _form(request, order, form, status=409)
    messages.success(request, _("We have your request %(number)s and sent you a receipt.") % {"number": made.number})
    return redirect(made)


@never_cache
@require_safe
def detail(request: HttpRequest, number: str, place: int) -> HttpResponse:
    return _page(request, _return(request, number, place))


@require_POST
def withdrawal(request: HttpRequest, number: str, place: int) -> HttpResponse:
    found = _return(request, number, place)
    return _done(request, found, None, lambda: services.withdraw(request=found), _("The request is withdrawn."))


@require_POST
def reply(request: HttpRequest, number: str, place: int) -> HttpResponse:
    found = _return(request, number, place)
    form = forms.ReplyForm(request.POST, request.FILES)

    def act() -> None:
        services.reply(request=found, text=form.cleaned_data["text"], photographs=form.cleaned_data["photographs"])

    return _done(request, found, form, act, _("Thank you. We go on now."))


@require_POST
def parcel(request: HttpRequest, number: str, place: int) -> HttpResponse:
    found = _return(request, number, place)
    form = forms.SendingForm(request.POST)

    def act() -> None:
        services.send_back(request=found, sent_with=form.cleaned_data["sent_with"])

    return _done(request, found, form, act, _("Thank you. We write to you when the goods are here."))


@never_cache
@require_safe
def photograph(request: HttpRequest, number: str, place: int, key: UUID) -> HttpResponseBase:
    """For those who see the order."""
    return shown(_return(request, number, place), key)


def _request_form(request: HttpRequest, offer: Offer, *, is_sent: bool) -> forms.RequestForm:
    """As it was sent. Asking for the form of another kind (``redraw``) judges nothing, and keeps what was typed."""
    about: dict[str, Any] = {"offer": offer, "kind": _kind(request), "line": request.GET.get("line", "")}
    if is_sent:
        return forms.RequestForm(request.POST, request.FILES, **about)
    return forms.RequestForm(initial=request.POST.dict(), **about)


def _asked(order: Order, form: forms.RequestForm, exchange: Return | None) -> Return:
    said = form.cleaned_data
    return services.request_return(
        order=order, wish=form.wish(exchange), form_key=str(said["key"]), photographs=said["photographs"]
    )


def _closed(request: HttpRequest, order: Order, offer: Offer, status: int) -> HttpResponse:
    is_late = offer.exchange_until is not None and offer.exchange_until <= clock.now()
    context = {"order": order, "offer": offer, "is_late": is_late}
    return render(request, "orders/aftersales/closed.html", context, status=status)


def _form(request: HttpRequest, order: Order, form: forms.RequestForm, status: int = 200) -> HttpResponse:
    kinds = [{"value": kind, "label": label, "current": kind == form.kind} for kind, label in Return.Kind.choices]
    context = {
        "order": order,
        "form": form,
        "offer": form.offer,
        "kinds": kinds,
        "kind": form.kind,
        "hours": queries.answer_hours(),
    }
    return render(request, "orders/aftersales/request.html", context, status=status)


def _done(
    request: HttpRequest, found: Return, form: django_forms.Form | None, act: Callable[[], Any], said: str
) -> HttpResponse:
    """Do it and go back to the request; a refusal keeps what was typed and says why."""
    if form and not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        act()
    except services.NoRoomForPhotographs as refusal:
        form.add_error(None, why(refusal))
        return _page(request, found, form, status=503)
    except (IllegalMove, services.AftersalesRefused):
        messages.warning(request, _("This can no longer be done: the request has moved on meanwhile."))
    else:
        messages.success(request, said)
    return redirect(found)


def _page(
    request: HttpRequest, found: Return, form: django_forms.Form | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "order": found.order,
        "return": found,
        "again": queries.offer_of(found.order, found) if found.state == S.EXCHANGED else None,
        "look": telling.LOOKS[S(found.state)],
        "next_words": telling.what_happens_next(found),
        "comes_to_nothing": found.state in (S.REJECTED, S.WITHDRAWN),
        "reckoning": reckoning_of(found) if found.pays_back else None,
        "events": telling.events_of(found),
        "reply_form": form if isinstance(form, forms.ReplyForm) else forms.ReplyForm(),
        "sending_form": form if isinstance(form, forms.SendingForm) else _sending_form(found),
        "can_withdraw": found.state in (S.REQUESTED, S.QUESTIONED, S.APPROVED),
        "can_correct": found.state == S.SENT_BACK,
        "can_send": found.state == S.APPROVED and found.sends_goods_back,
        "form": form,
    }
    return render(request, "orders/aftersales/detail.html", context, status=status)


def _sending_form(found: Return) -> forms.SendingForm:
    return forms.SendingForm(initial={"sent_with": found.sent_with})


def _kind(request: HttpRequest) -> str:
    wanted = request.POST.get("kind") or request.GET.get("kind")
    return wanted if wanted in Return.Kind.values else Return.Kind.RETURN


def _order(request: HttpRequest, number: str) -> Order:
    """The order if it is this visitor's to see; for all others it does not exist."""
    seen = orders.visible_in(request).prefetch_related("lines")
    return get_object_or_404(seen, number=orders.as_written(number))


def _return(request: HttpRequest, number: str, place: int) -> Return:
    return get_object_or_404(_returns(request, number), place=place)


def _returns(request: HttpRequest, number: str) -> QuerySet[Return]:
    order = get_object_or_404(orders.visible_in(request), number=orders.as_written(number))
    return queries.returns_of(order)
