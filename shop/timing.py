"""How long an answer took and how many queries it asked, said to the browser in the demo and in development."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class QueryClock:
    """Counts the statements of one answer and the seconds they took."""

    def __init__(self) -> None:
        self.queries, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        started = perf_counter()
        try:
            return execute(*statement)
        finally:
            self.queries += 1
            self.seconds += perf_counter() - started


class ServerTiming:
    """``Server-Timing: total;dur=…, db;dur=…;desc="N queries"``, in milliseconds."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started, clock = perf_counter(), QueryClock()
        with connection.execute_wrapper(clock):
            response = self.answer(request)
        total = (perf_counter() - started) * 1000
        response["Server-Timing"] = (
            f'total;dur={total:.1f}, db;dur={clock.seconds * 1000:.1f};desc="{clock.queries} queries"'
        )
        return response
