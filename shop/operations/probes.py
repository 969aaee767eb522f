"""What load balancers and orchestrators ask: is this process alive, and may it be given work?

Answered before any other middleware: probes come without a host name we know, without TLS and many times a minute.
"""

from collections.abc import Callable

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

Answerer = Callable[[HttpRequest], HttpResponse]


def answer_probes(get_response: Answerer) -> Answerer:
    """Middleware for /healthz and /readyz."""
    probes: dict[str, Answerer] = {"/healthz": alive, "/readyz": ready}

    def middleware(request: HttpRequest) -> HttpResponse:
        return probes.get(request.path, get_response)(request)

    return middleware


def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process can answer at all."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when everything we need is there, else 503; the body says what is not."""
    found = {name: _outcome(check) for name, check in CHECKS.items()}
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as problem:  # whatever it is, we are not ready
        return type(problem).__name__
    return "ok"


class NotMigrated(Exception):
    """Migrations wait to be run."""


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.get("readyz")


def _broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0, timeout=1)


def _migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated


CHECKS = {"database": _database, "cache": _cache, "broker": _broker, "migrations": _migrations}
