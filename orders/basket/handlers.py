"""What becomes of a visitor's basket at log-in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from orders.basket import services
from orders.basket.services import Merged


@receiver(user_logged_in, dispatch_uid="basket.merge")
def bring_the_basket_along(request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    """The visitor's basket becomes the member's, and what that changed is announced on the next page."""
    visitor_id = getattr(request, "visitor_id", "")
    merged = services.merge(visitor_id=visitor_id, user=user) if visitor_id else Merged()
    if words := announcement(merged):
        messages.info(request, words)


def announcement(merged: Merged) -> str:
    """What a shopper has to know: nothing where there was only one basket."""
    if not merged.earlier and not merged.kept_larger and not merged.put_aside:
        return ""
    parts = [_("We put your two baskets together.")]
    if merged.earlier:
        parts.append(_("From an earlier visit: %(titles)s.") % {"titles": _listed(merged.earlier)})
    if merged.kept_larger:
        parts.append(_("In both, so the larger number stays: %(titles)s.") % {"titles": _listed(merged.kept_larger)})
    if merged.put_aside:
        parts.append(_("One coupon an order: the one you chose last stays, the other is put aside."))
    return " ".join(parts)


def _listed(titles: list[str]) -> str:
    return get_text_list(titles, _("and"))
