"""How requests read on an order's timeline."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from kernel.templatetags.shop_money import money
from orders.aftersales.services.reminding import UNSENT
from orders.ports import TIMELINE_WORDS

Details = Mapping[str, Any]

#: State → the sentence; that of what is asked for is ``_requested``.
SENTENCES: dict[str, str | Promise] = {
    "questioned": gettext_lazy("A question was asked"),
    "approved": gettext_lazy("Request approved"),
    "rejected": gettext_lazy("Request rejected"),
    "withdrawn": gettext_lazy("The request was withdrawn"),
    "sent_back": gettext_lazy("The goods are on their way back"),
    "received": gettext_lazy("The goods arrived"),
    "inspected": gettext_lazy("The goods were looked at"),
    "refunding": gettext_lazy("Refund on its way to the bank"),
    "refunded": gettext_lazy("Refund arrived"),
    "refund_failed": gettext_lazy("The bank sent the refund back"),
    "exchanged": gettext_lazy("The new variant is on its way"),
}
KINDS: dict[str, str | Promise] = {
    "return": gettext_lazy("Return"),
    "exchange": gettext_lazy("Exchange"),
    "refund_only": gettext_lazy("Refund without return"),
}


def more_of(details: Details) -> str:
    said = [f"{KINDS[details['kind']]} R{details['place']}"]
    if "amount" in details:
        said.append(money(details["amount"]))
    if missing := details.get("missing"):
        said.append(ngettext("%(n)d piece was missing", "%(n)d pieces were missing", missing) % {"n": missing})
    if details.get("why") == UNSENT:
        said.append(_("the goods were not sent in time"))
    said += [details[key] for key in ("words", "with", "reply") if details.get(key)]
    return pgettext("list", ", ").join(said)


def _reader(sentence: str | Promise) -> Callable[[Details], tuple[str, str]]:
    return lambda details: (str(sentence), more_of(details))


@TIMELINE_WORDS.plug("return_requested")
def _requested(details: Details) -> tuple[str, str]:
    """Asked for, or waiting for the merchant again because their question was answered."""
    return _("The question was answered") if details.get("reply") else _("Request made"), more_of(details)


for _state, _sentence in SENTENCES.items():
    TIMELINE_WORDS.plug(f"return_{_state}")(_reader(_sentence))
