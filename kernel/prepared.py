"""Questions that are composed once: the ORM takes longer to put one together than PostgreSQL to answer it."""

from collections.abc import Callable, Collection
from functools import cache, cached_property
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=Model)

#: Stands for the keys in the composed statement, until those of a question take its place.
_BLANK = object()


class ColumnsInAnyOrder(Exception):
    """A model with words in several languages is asked for its very columns: ``objects.rewrite(False)``."""


class Prepared:
    """A question about rows by their keys. ``compose`` puts it together from what stands for the keys, as
    ``filter(pk__in=keys)`` takes it, or ``filter(due_at__lte=key)`` where there is one; it is called once."""

    def __init__(self, compose: Callable[[RawSQL], QuerySet[Any, Any]]) -> None:
        self.compose = compose

    @cached_property
    def _question(self) -> QuerySet[Any, Any]:
        question = self.compose(RawSQL("SELECT unnest(%s)", [_BLANK]))
        # modeltranslation puts columns into a set, and sorts the answers later.
        if getattr(question, "_rewrite", False):
            raise ColumnsInAnyOrder(question.model)
        return question

    @cached_property
    def _composed(self) -> tuple[str, tuple[Any, ...]]:
        """PostgreSQL is asked for ``ANY`` of the keys: of the rows of a subquery it cannot tell how many come."""
        statement, values = self._question.query.sql_with_params()
        return statement.replace("IN (SELECT unnest(%s))", "= ANY(%s)"), values

    def rows(self, keys: Collection[Any]) -> list[tuple[Any, ...]]:
        """The columns that were named (``values_list``), as PostgreSQL answers, in the order that was composed.
        One query; none where there are no keys."""
        return self._answer(keys)[1] if keys else []

    def objects(self, keys: Collection[Any]) -> list[Any]:
        """The same as objects of the model; what it leaves out (``only``) is read where it is asked for."""
        columns, rows = self._answer(keys) if keys else ((), [])
        return [object_of(self._question.model, row, columns) for row in rows]

    def _answer(self, keys: Collection[Any]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The names of the columns, and the rows."""
        statement, values = self._composed
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(keys) if value is _BLANK else value for value in values])
            return tuple(column.name for column in cursor.description), list(cursor.fetchall())


def object_of(model: type[M], values: Collection[Any], columns: tuple[str, ...] = ()) -> M:
    """The row as the ORM would bring it, of all its columns where none are named; one that is left out is read where
    it is asked for."""
    names, read = _as_read(model, columns)
    told = list(values)
    for place, from_db_value in read:
        told[place] = from_db_value(told[place], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, names, told)


@cache
def _as_read(model: type[Model], columns: tuple[str, ...]) -> tuple[list[str], list[tuple[int, Callable[..., Any]]]]:
    """The names of these columns, and how those are read that the database keeps in another form."""
    by_column = {field.column: field for field in model._meta.concrete_fields}
    fields = [by_column[column] for column in columns or by_column]
    read = [(place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], read


def attach(instance: Model, name: str, rows: list[Any]) -> None:
    """``instance.name.all()`` are these rows, and each knows its instance: what prefetch_related leaves behind."""
    related = getattr(instance, name)
    found = related.all()
    found._result_cache, found._prefetch_done = rows, True
    for row in rows:
        setattr(row, related.field.name, instance)
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found
