"""Making and replacing databases of an embedded PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from shop.embedded.addresses import USER, postgres_sockets


def create_database(data_dir: Path, name: str) -> None:
    """The database exists."""
    with _administering(data_dir) as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if not cursor.rowcount:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def renew_database(data_dir: Path, name: str, *, template: str) -> None:
    """The database is a fresh copy of ``template``, whoever was still connected to the old one."""
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with _administering(data_dir) as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        cursor.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))


@contextmanager
def _administering(data_dir: Path) -> Iterator[Any]:
    connection = psycopg2.connect(host=str(postgres_sockets(data_dir)), user=USER, dbname="postgres")
    connection.autocommit = True  # databases are not made in transactions
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
