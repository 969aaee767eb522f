"""Questions that are composed once: the ORM takes longer to put one together than PostgreSQL to answer it."""

from collections.abc import Callable, Collection
from functools import cache, cached_property
from typing import Any, TypeVar

from django.db import connection
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
        if not keys:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self._composed[0], self._filled_in(keys))
            return list(cursor.fetchall())

    def objects(self, keys: Collection[Any]) -> list[Any]:
        """The same as objects of the model; what it leaves out (``only``) is read where it is asked for."""
        found = self._question.model._default_manager
        return list(found.raw(self._composed[0], self._filled_in(keys))) if keys else []

    def _filled_in(self, keys: Collection[Any]) -> list[Any]:
        return [list(keys) if value is _BLANK else value for value in self._composed[1]]


class PreparedRows(Prepared):
    """The same of whole rows: ``compose`` names no columns."""

    def __init__(self, model: type[M], compose: Callable[[RawSQL], QuerySet[M, M]]) -> None:
        super().__init__(lambda keys: compose(keys).values_list(*_columns_of(model)[0]))
        self.model = model

    def instances(self, keys: Collection[Any]) -> list[Any]:
        return [instance_of(self.model, row) for row in self.rows(keys)]


def instance_of(model: type[M], values: Collection[Any]) -> M:
    """The row with these values, in the order of the model's columns, as the ORM would bring it."""
    names, read = _columns_of(model)
    told = list(values)
    for place, from_db_value in read:
        told[place] = from_db_value(told[place], None, connection)
    return model.from_db(connection.alias, names, told)


@cache
def _columns_of(model: type[Model]) -> tuple[list[str], list[tuple[int, Callable[..., Any]]]]:
    """The names, and how those are read that the database keeps in another form."""
    fields = model._meta.concrete_fields
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
