"""Commands: write a message once, and mail what waits until it has gone."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from celery import current_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from kernel import clock
from kernel.commits import once_after_commit
from kernel.inserts import insert_new
from kernel.prepared import Prepared
from membership.messages import queries
from membership.messages.models import Message

logger = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(hours=1)

#: The next to go at a moment that nobody else is sending, and the one after it.
FREE = Prepared(lambda moment: queries.waiting(moment).select_for_update(skip_locked=True)[:2])


def send(
    *, key: str, kind: str, to: str, language: str, template: str, context: Mapping[str, Any], user: Any = None
) -> None:
    """The message is written, in that language, and goes out soon after the commit; the second call for a key is quiet.

    ``template`` names three templates: ``….subject.txt`` (one line), ``….txt`` and ``….html``.
    """
    with translation.override(language):
        writer = queries.letterhead()
        said = {**context, "letterhead": writer}
        endings = (".subject.txt", ".txt", ".html")
        subject, text, html = (render_to_string(f"{template}{ending}", said) for ending in endings)
    message = Message(key=key, kind=kind, user=user, to=to, language=language, html=html)
    message.subject = " ".join(subject.split())
    message.text = f"{text.strip()}\n\n-- \n{writer.in_lines}\n"
    insert_new([message])
    once_after_commit(_wake)


def send_to(member: Any, *, key: str, kind: str, template: str, context: Mapping[str, Any]) -> None:
    """The same to a member, in the language they read."""
    send(
        key=key,
        kind=kind,
        to=member.email,
        user=member,
        language=language_of(member),
        template=template,
        context=context,
    )


def language_of(member: Any) -> str:
    """The language a member reads."""
    return member.language or settings.LANGUAGE_CODE


def send_waiting() -> int:
    """Mail every message whose time has come; the number that went out. What fails is tried again later."""
    sent, may_be_more = 0, True
    with get_connection() as post:
        while may_be_more:
            is_sent, may_be_more = _send_next(post)
            sent += is_sent
    return sent


@transaction.atomic
def _send_next(post: Any) -> tuple[bool, bool]:
    """Whether a message went out, and whether another waits. Its row is ours until then, so it goes once."""
    waiting = FREE.objects([clock.now()])
    return bool(waiting) and _is_sent(waiting[0], post), len(waiting) > 1


def _is_sent(message: Message, post: Any) -> bool:
    """Whether the message went out; where it did not, it waits."""
    try:
        _mail(message, post)
    except Exception as error:
        logger.warning("message.unsent", exc_info=True, extra={"key": message.key})
        _postpone(message, error)
        return False
    Message.objects.filter(pk=message.pk).update(sent_at=clock.now(), last_error="")
    return True


def _mail(message: Message, post: Any) -> None:
    """From the store by its name; answers go where the store says it is reached. The Message-ID follows from the key:
    a mail server that sees it twice, after a crash of ours, keeps one."""
    with translation.override(message.language):
        writer = queries.letterhead()
    sender = queries.sender(writer)
    domain = sender.rpartition("@")[2].rstrip(">")
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        from_email=sender,
        to=[message.to],
        reply_to=[writer.email] if writer.email else None,
        connection=post,
        headers={"Message-ID": f"<{message.key}@{domain}>", "Content-Language": message.language},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    mail.send()


def _postpone(message: Message, error: Exception) -> None:
    """Try again after 2, 4, 8 … seconds, never later than in an hour, for as long as it takes."""
    message.attempts = min(message.attempts + 1, 30_000)
    pause = LONGEST_PAUSE if message.attempts > 11 else timedelta(seconds=2**message.attempts)
    message.due_at = clock.now() + pause
    message.last_error = f"{type(error).__name__}: {error}"[:500]
    message.save(update_fields=["attempts", "due_at", "last_error"])


def _wake() -> None:
    """A worker mails what it has written itself, others ask one to."""
    from membership.messages.tasks import send_waiting as task

    try:
        send_waiting() if current_task else task.apply_async(retry=False, ignore_result=True)
    except Exception:
        # The broker is away. Nothing is lost: beat looks for waiting mail every few seconds.
        logger.warning("messages.unwoken", exc_info=True)
