"""Questions that are composed once: the ORM takes longer to put one together than PostgreSQL to answer it."""

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

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
