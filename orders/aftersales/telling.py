"""A request in words: where it stands and what happens next."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.templatetags.instants import short_day
from orders.aftersales.models import Return
from orders.fulfilment.queries.tracking import Step
from orders.models import TimelineEntry
from orders.ports import TIMELINE_WORDS

S = Return.State

#: How a state looks: done, to do, attention, wrong.
LOOKS = {
    S.REQUESTED: "todo",
    S.QUESTIONED: "warn",
    S.APPROVED: "warn",
    S.SENT_BACK: "todo",
    S.RECEIVED: "todo",
    S.INSPECTED: "todo",
    S.REFUNDING: "todo",
    S.REFUNDED: "good",
    S.EXCHANGED: "good",
    S.REFUND_FAILED: "bad",
    S.REJECTED: "bad",
    S.WITHDRAWN: "",
}


#: What the shopper reads; the two that name a moment are filled in by ``what_happens_next``.
NEXT: dict[str, str | Promise] = {
    S.REQUESTED: gettext_lazy("We answer by %(answer)s at the latest, and write to you."),
    S.QUESTIONED: gettext_lazy("Please answer our question below; then we go on."),
    S.APPROVED: gettext_lazy("Please send the goods by %(send)s and tell us the tracking number below."),
    S.SENT_BACK: gettext_lazy("As soon as the goods are here we look at them and write to you."),
    S.RECEIVED: gettext_lazy("The goods are here. We look at them and settle your request."),
    S.INSPECTED: gettext_lazy("We have looked at the goods and settle your request next."),
    S.REFUNDING: gettext_lazy("The money is on its way to your bank; it goes back the way it came."),
    S.REFUNDED: gettext_lazy("Your bank has the money; it may take some days to show it."),
    S.REFUND_FAILED: gettext_lazy("Your bank sent the money back to us. We are looking into it and send it again."),
    S.EXCHANGED: gettext_lazy("The new variant is on its way; you can follow its parcel on the order’s page."),
    S.REJECTED: gettext_lazy("You may ask again if something was not said."),
    S.WITHDRAWN: gettext_lazy("Nothing more happens. You may ask again while the time for it lasts."),
}


def what_happens_next(request: Return) -> str:
    """One sentence for the shopper."""
    if request.state == S.APPROVED and not request.sends_goods_back:
        return _("You need not send anything back. We refund you next.")
    if request.state == S.EXCHANGED and request.replacement and request.replacement.delivered_at:
        return _("The new variant has arrived.")
    answer = date_format(request.answer_due_at.astimezone(clock.store_time_zone()), _("D j M, H:i"))
    send = short_day(clock.store_day(request.send_by)) if request.send_by else ""
    return NEXT[request.state] % {"answer": answer, "send": send}


def events_of(request: Return) -> list[Step]:
    """The request's own part of the order's timeline, newest first. One query."""
    entries = request.order.timeline.filter(kind__startswith="return_", details__place=request.place)
    return [_step(entry, is_now=not n) for n, entry in enumerate(reversed(entries))]


def _step(entry: TimelineEntry, *, is_now: bool) -> Step:
    sentence, more = TIMELINE_WORDS[entry.kind](entry.details)
    return Step(sentence, entry.happened_at, more, "now" if is_now else "")
