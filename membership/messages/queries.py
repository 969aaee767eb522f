from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from membership.messages.models import Message
from membership.messages.ports import LETTERHEADS, Letterhead


def waiting(by: datetime | RawSQL) -> QuerySet[Message]:
    """Messages to be mailed by a moment, the oldest first."""
    return Message.objects.filter(sent_at=None, due_at__lte=by).order_by("due_at", "pk")


def messages_of(user: Any) -> QuerySet[Message]:
    """What we wrote to a member, the newest first."""
    return Message.objects.filter(user=user).order_by("-written_at", "-pk")


def letterhead() -> Letterhead:
    """Who writes, in the active language; the name of the settings where nobody has described the store."""
    for described in LETTERHEADS.values():
        return described()
    return Letterhead(name=settings.OSCAR_SHOP_NAME)


def sender(writer: Letterhead) -> str:
    """The address that mails come from, by the name of who writes."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((writer.name, address))
