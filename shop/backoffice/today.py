"""What must be done now: oldest and most urgent first, each one click from its place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock, outbox
from membership.staff.queries import permissions_of
from membership.staff.services import requires

SHOWN_PER_SOURCE = 10
SOON = timedelta(hours=12)


@dataclass(frozen=True)
class Task:
    """One thing to do. ``due`` is when it becomes late; ``url`` the place where it is done."""

    kind: str | Promise
    title: str
    detail: str
    subject: str
    due: datetime
    url: str
    action: str

    def urgency(self, now: datetime) -> str:
        if self.due <= now:
            return "bad"
        return "warn" if self.due <= now + SOON else "todo"


@dataclass(frozen=True)
class Source:
    """Where tasks come from, and the permission of those who are asked to do them."""

    permission: str
    tasks: Callable[[], Iterable[Task]]


def dead_letters() -> list[Task]:
    return [
        Task(
            kind=gettext_lazy("News"),
            title=_("A message inside the shop was not heard"),
            detail=f"{message.fact.rpartition('.')[2]}: {message.last_error}",
            subject=message.listener,
            due=message.dead_at,
            url=reverse("office:audit"),
            action=_("Look"),
        )
        for message in outbox.dead_letters()[:SHOWN_PER_SOURCE]
    ]


SOURCES = [Source("operations.view", dead_letters)]


def tasks_for(permissions: Iterable[str]) -> list[Task]:
    """Everything these permissions are asked to do, the most urgent first."""
    tasks = [task for source in SOURCES if source.permission in permissions for task in source.tasks()]
    return sorted(tasks, key=lambda task: task.due)


@requires("office.enter")
def today(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    groups: dict[str, list[Task]] = {"bad": [], "warn": [], "todo": []}
    for task in tasks_for(permissions_of(request.user)):
        groups[task.urgency(now)].append(task)
    shown = {"groups": groups, "waiting": sum(map(len, groups.values())), "late": len(groups["bad"])}
    return render(request, "shop/backoffice/today.html", shown)
