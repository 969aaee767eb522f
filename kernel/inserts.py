"""Rows whose INSERT is composed once for their model: the ORM takes longer to put one together than PostgreSQL to run
it."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)

INSERT = "INSERT INTO {table} ({columns}) VALUES "


def insert(rows: Iterable[M]) -> list[M]:
    """The rows, all of one model, are in its table and have the keys that PostgreSQL gave them. One statement; none
    where there are no rows.

    As after ``bulk_create``, no ``save`` of theirs was called and no signal sent. Raises IntegrityError.
    """
    written = list(rows)
    if written:
        key = connection.ops.quote_name(str(type(written[0])._meta.pk.column))
        for row, (given,) in zip(written, _run(written, f" RETURNING {key}"), strict=True):
            row.pk, row._state.adding, row._state.db = given, False, DEFAULT_DB_ALIAS
    return written


def insert_new(rows: Iterable[Model]) -> None:
    """The same, but rows that are there already, by anything that is unique, stay as they are; keys are not told."""
    if written := list(rows):
        _run(written, " ON CONFLICT DO NOTHING")


def _run(rows: list[M], ending: str) -> list[tuple[Any, ...]]:
    """What the statement returns, which ends so."""
    database = transaction.get_connection()  # itself, and not what finds it anew whenever something is asked of it
    beginning, places, fields = _composed(type(rows[0]))
    values = [_as_stored(field, row, database) for row in rows for field in fields]
    with transaction.mark_for_rollback_on_error(database.alias), database.cursor() as cursor:
        cursor.execute(beginning + ", ".join([places] * len(rows)) + ending, values)
        return cursor.fetchall() if cursor.description else []


@cache
def _composed(model: type[Model]) -> tuple[str, str, "tuple[Field[Any, Any], ...]"]:
    """The statement up to its values, the places for those of a row, and the fields of a row."""
    about, name = model._meta, connection.ops.quote_name
    fields = tuple(field for field in about.concrete_fields if field is not about.auto_field and not field.generated)
    columns = ", ".join(name(str(field.column)) for field in fields)
    places = ", ".join("%s" for _ in fields)
    beginning = INSERT.format(table=name(about.db_table), columns=columns)
    return beginning, f"({places})", fields


def _as_stored(field: "Field[Any, Any]", row: Model, database: BaseDatabaseWrapper) -> Any:
    value = field.pre_save(row, add=True)
    return None if value is None and field.null else field.get_db_prep_save(value, database)
