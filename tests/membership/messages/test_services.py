from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from kernel import clock
from membership.messages import queries, services
from membership.messages.models import Message

GREETING = {
    "membership/messages/hello.subject.txt": "{% load i18n %}{% translate 'Delivered' %}:\n {{ name|safe }}\n",
    "membership/messages/hello.txt": "Hello {{ name|safe }}",
    "membership/messages/hello.html": "<p>Hello {{ name }}</p>",
}


@pytest.fixture(autouse=True)
def _templates(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", GREETING)]},
        }
    ]


def write(key="hello:1", language="en"):
    services.send(
        key=key,
        kind="hello",
        to="lin@example.com",
        language=language,
        template="membership/messages/hello",
        context={"name": "Lin & Wei"},
    )


def test_a_message_is_written_and_mailed_once(db):
    write()
    write()
    assert (services.send_waiting(), services.send_waiting()) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to) == (
        "Delivered: Lin & Wei",
        "Hello Lin & Wei\n\n-- \nShopkeeper\n",
        ["lin@example.com"],
    )
    assert sent.alternatives[0].content == "<p>Hello Lin &amp; Wei</p>"
    assert sent.message()["Message-ID"] == "<hello:1@example.com>"


def test_a_message_is_in_the_readers_language(db):
    write(language="zh-hans")
    assert Message.objects.get().subject == "已签收: Lin & Wei"


class BrokenPost(EmailBackend):
    def send_messages(self, messages):
        raise OSError("connection refused")


def test_mail_that_fails_waits_longer_each_time_and_is_never_given_up(db, settings):
    write()
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPost"
    assert services.send_waiting() == 0
    message = Message.objects.get()
    assert message.last_error == "OSError: connection refused"
    assert not queries.waiting(clock.now()).exists()
    Message.objects.update(attempts=40, due_at=clock.now())
    services.send_waiting()
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert services.send_waiting() == 1
    assert len(mail.outbox) == 1
