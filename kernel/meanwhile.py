"""Two people, or two tabs, at one form: who saves second is told, and decides again."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kernel.locks import wait_for_turn
from kernel.models import AuditEntry

SAID = _("Somebody saved this while you were writing. Save again to put your words in its place.")


def in_one_transaction(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the view finds out about a form that is sent still holds when it saves."""

    @wraps(view)
    def in_one(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return view(request, *args, **kwargs)

    return in_one


def seen_of(subject: str, *, about: str = "") -> str:
    """What a form of this subject says it has seen: the number of the last entry about it. One query.

    Where a subject has several forms, ``about`` is what the actions of this one begin with.
    """
    entries = AuditEntry.objects.filter(subject=subject, action__startswith=about)
    return str(entries.order_by("-number").values_list("number", flat=True).first() or 0)


def was_saved_meanwhile(request: HttpRequest, subject: str, *, about: str = "") -> bool:
    """Whether somebody saved since the form was opened.

    Who asks the same at the same moment waits until this transaction has saved. Two queries.
    """
    seen = request.POST.get("seen")
    if seen is None:
        return False
    wait_for_turn(subject)
    return seen != seen_of(subject, about=about)


def is_up_to_date(request: HttpRequest, form: BaseForm, subject: str, *, about: str = "") -> bool:
    """Whether nobody saved since the form was opened; if somebody did, the form says so and keeps what was typed."""
    if not was_saved_meanwhile(request, subject, about=about):
        return True
    form.add_error(None, SAID)
    return False
