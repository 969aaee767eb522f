"""Words that ask for nothing (BEGIN, SAVEPOINT, RELEASE) wait for the next statement and travel with it.

Django finds the class by the name of this module and its own.
"""

import select
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base as django_postgresql
from psycopg2 import extensions

from kernel.postgres.plans import Plans


class Cursor(extensions.cursor):
    """Sends what waits at its connection ahead of its own statement: the server runs both in one round trip."""

    def execute(self, query: Any, vars: Any = None) -> None:
        super().execute(self._after_what_waits(self._planned(query, vars)), vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        self._send_what_waits()
        super().executemany(query, vars_list)

    def callproc(self, *arguments: Any) -> None:
        self._send_what_waits()
        super().callproc(*arguments)

    def copy_expert(self, *arguments: Any, **options: Any) -> None:
        self._send_what_waits()
        super().copy_expert(*arguments, **options)

    def _planned(self, query: Any, values: Any) -> Any:
        if not values or self.name or not isinstance(query, str) or isinstance(values, dict):
            return query
        return self.connection.planned(query, values)

    def _after_what_waits(self, query: Any) -> Any:
        if not isinstance(query, str) or self.name:
            self._send_what_waits()
            return query
        return self.connection.taken(query)

    def _send_what_waits(self) -> None:
        if self.connection.waiting:
            with self.connection.cursor() as plain:
                plain.execute("SELECT 1")


class Connection(extensions.connection):
    """Begins a transaction with its first statement; one without a statement was never begun."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.autocommit = True
        self.waiting: list[str] = []
        self.plans = Plans()

    def planned(self, query: str, values: Sequence[Any]) -> str:
        """The query, or the call of its plan."""
        if self.plans.wanted and self.get_transaction_status() == extensions.TRANSACTION_STATUS_IDLE:
            self.plans.make_wanted(self)
        return self.plans.call_of(query, values)

    def taken(self, query: str) -> str:
        """The query with what waited before it; nothing waits afterwards."""
        if not self.waiting:
            return query
        words, self.waiting = self.waiting, []
        return ";".join([*words, query])

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, word: str) -> None:
        self.waiting.clear()
        if self.get_transaction_status() != extensions.TRANSACTION_STATUS_IDLE:
            with self.cursor() as cursor:
                cursor.execute(word)

    @property
    def has_failed(self) -> bool:
        return bool(self.get_transaction_status() == extensions.TRANSACTION_STATUS_INERROR)

    @property
    def is_silent(self) -> bool:
        """The server said nothing unasked: it has neither closed the connection nor told of an error."""
        listening = select.poll()
        listening.register(self.fileno(), select.POLLIN)
        return not listening.poll(0)


class DatabaseWrapper(django_postgresql.DatabaseWrapper):
    """Django's own, but for when the words of a transaction are sent and how a living connection is known."""

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "connection_factory": Connection, "cursor_factory": Cursor}

    def is_usable(self) -> bool:
        """Costs no round trip where the connection is as it was left; asks the server where it is not."""
        try:
            return bool(self.connection.is_silent or super().is_usable())
        except self.Database.Error:
            return False

    def _set_autocommit(self, autocommit: bool) -> None:
        """A transaction that opens is begun by its first statement; one that closes was ended by commit or rollback."""
        if not autocommit:
            self.connection.waiting.append("BEGIN")

    def _savepoint(self, sid: str) -> None:
        self.connection.waiting.append(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        waiting = self.connection.waiting
        if self.ops.savepoint_create_sql(sid) in waiting:
            waiting.remove(self.ops.savepoint_create_sql(sid))
        elif self.connection.has_failed:
            self._say(self.ops.savepoint_commit_sql(sid))
        else:
            waiting.append(self.ops.savepoint_commit_sql(sid))

    def _savepoint_rollback(self, sid: str) -> None:
        """What waited since the savepoint is forgotten; a savepoint that itself still waits has nothing to undo."""
        waiting, opening = self.connection.waiting, self.ops.savepoint_create_sql(sid)
        if opening in waiting:
            del waiting[waiting.index(opening) + 1 :]
        else:
            waiting.clear()
            self._say(self.ops.savepoint_rollback_sql(sid))

    def _say(self, words: str) -> None:
        with self.cursor() as cursor:
            cursor.execute(words)
