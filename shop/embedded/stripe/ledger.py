"""Everything the stand-in knows, as JSON documents in one SQLite file: a restart or a ``kill -9`` loses nothing."""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import errors

SCHEMA = """
create table if not exists documents
    (position integer primary key, id text unique not null, kind text not null, body text not null);
create index if not exists documents_by_kind on documents (kind, position);
create index if not exists documents_by_intent on documents (kind, json_extract(body, '$.payment_intent'));
create index if not exists documents_due on documents (json_extract(body, '$._due_at'))
    where json_extract(body, '$._due_at') is not null;
create table if not exists answers
    (key text primary key, request text not null, status integer not null, body text not null);
create table if not exists deliveries
    (id integer primary key, event text not null, endpoint text not null, due_at real,
     attempts integer not null default 0, answer text, delivered integer not null default 0);
create index if not exists deliveries_due on deliveries (delivered, due_at);
"""


class Ledger:
    """One connection behind one lock; every change happens inside ``transaction()``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(folder / "stripe.sqlite3", check_same_thread=False, isolation_level=None)
        self._connection.executescript("pragma journal_mode = wal; pragma synchronous = normal;" + SCHEMA)
        self.seconds_ahead = 0.0

    def now(self) -> int:
        """Seconds since the epoch, by a clock that tests may put ahead."""
        return int(time.time() + self.seconds_ahead)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def query(self, statement: str, *values) -> list[tuple]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def add(self, kind: str, prefix: str, **fields) -> dict:
        """A new document with an unguessable id of its own, unless one is given.

        Fields that start with an underscore never leave the stand-in.
        """
        document = {"id": f"{prefix}_{secrets.token_hex(12)}", "object": kind, "created": self.now(), "livemode": False}
        document |= {"metadata": {}} | fields
        self.query(
            "insert into documents (id, kind, body) values (?, ?, ?)", document["id"], kind, json.dumps(document)
        )
        return document

    def save(self, document: dict) -> None:
        self.query("update documents set body = ? where id = ?", json.dumps(document), document["id"])

    def remove(self, document: dict) -> None:
        self.query("delete from documents where id = ?", document["id"])

    def find(self, kind: str, identifier: str) -> dict:
        rows = self.query("select body from documents where id = ? and kind = ?", identifier, kind)
        if not rows:
            raise errors.unknown_object(kind, identifier)
        return json.loads(rows[0][0])

    def anything(self, identifier: str) -> dict | None:
        rows = self.query("select body from documents where id = ?", identifier)
        return json.loads(rows[0][0]) if rows else None

    def newest(self, kind: str, **where) -> Iterator[dict]:
        """Documents of one kind, newest first, whose fields equal ``where``."""
        filters = "".join(f" and json_extract(body, '$.{field}') = ?" for field in where)  # field names are ours
        statement = f"select body from documents where kind = ?{filters} order by position desc"  # noqa: S608
        return (json.loads(body) for (body,) in self.query(statement, kind, *where.values()))

    def due(self) -> list[dict]:
        """Documents whose ``_due_at`` has come: sessions to expire, refunds to settle."""
        statement = """select body from documents where json_extract(body, '$._due_at') is not null
                       and json_extract(body, '$._due_at') <= ?"""
        return [json.loads(body) for (body,) in self.query(statement, self.now())]


def public(document: dict) -> dict:
    """What the API shows of a document."""
    return {name: value for name, value in document.items() if not name.startswith("_")}
