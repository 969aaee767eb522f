"""What must be done now: oldest and most urgent first, each one click from its place."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from kernel import clock
from membership.staff.queries import permissions_of
from membership.staff.services import requires
from shop.backoffice.pulse import pulse

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


#: Filled by ``duties`` and by the rooms' own ``today`` modules when the back office opens.
SOURCES: list[Source] = []


def tasks_for(permissions: Collection[str]) -> list[Task]:
    """Everything these permissions are asked to do, the most urgent first."""
    tasks = [task for source in SOURCES if source.permission in permissions for task in source.tasks()]
    return sorted(tasks, key=lambda task: task.due)


@requires("office.enter")
def today(request: HttpRequest) -> HttpResponse:
    now, permissions = clock.now(), permissions_of(request.user)
    groups: dict[str, list[Task]] = {"bad": [], "warn": [], "todo": []}
    for task in tasks_for(permissions):
        groups[task.urgency(now)].append(task)
    shown = {
        "groups": groups,
        "waiting": sum(map(len, groups.values())),
        "late": len(groups["bad"]),
        "pulse": pulse(now) if "kpis.view" in permissions else None,
    }
    return render(request, "shop/backoffice/today.html", shown)
