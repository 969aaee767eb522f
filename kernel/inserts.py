"""Rows whose INSERT is composed once for their model: the ORM takes longer to put one together than PostgreSQL to run
it."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import connection, transaction
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
    if not written:
        return written
    database = transaction.get_connection()  # itself, and not what finds it anew whenever something is asked of it
    beginning, places, end, fields = _composed(type(written[0]))
    values = [_as_stored(field, row, database) for row in written for field in fields]
    with transaction.mark_for_rollback_on_error(database.alias), database.cursor() as cursor:
        cursor.execute(beginning + ", ".join([places] * len(written)) + end, values)
        keys = cursor.fetchall()
    for row, (key,) in zip(written, keys, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, database.alias
    return written


@cache
def _composed(model: type[Model]) -> tuple[str, str, str, "tuple[Field[Any, Any], ...]"]:
    """The statement up to its values, the places for those of a row, and what follows; and the fields of a row."""
    about, name = model._meta, connection.ops.quote_name
    fields = tuple(field for field in about.concrete_fields if field is not about.auto_field and not field.generated)
    columns = ", ".join(name(str(field.column)) for field in fields)
    places = ", ".join("%s" for _ in fields)
    beginning = INSERT.format(table=name(about.db_table), columns=columns)
    return beginning, f"({places})", f" RETURNING {name(str(about.pk.column))}", fields


def _as_stored(field: "Field[Any, Any]", row: Model, database: BaseDatabaseWrapper) -> Any:
    value = field.pre_save(row, add=True)
    return None if value is None and field.null else field.get_db_prep_save(value, database)
