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
    ``filter(pk__in=keys)`` takes it, and names its columns (``values_list``); it is called once."""

    def __init__(self, compose: Callable[[RawSQL], QuerySet[Any, Any]]) -> None:
        self.compose = compose

    @cached_property
    def _composed(self) -> tuple[str, tuple[Any, ...]]:
        question = self.compose(RawSQL("SELECT unnest(%s)", [_BLANK]))
        if getattr(
            question, "_rewrite", False
        ):  # modeltranslation puts columns into a set, and sorts the answers later
            raise ColumnsInAnyOrder(question.model)
        return question.query.sql_with_params()

    def rows(self, keys: Collection[Any]) -> list[tuple[Any, ...]]:
        """As PostgreSQL answers, in the order that was composed. One query; none where there are no keys."""
        if not keys:
            return []
        statement, values = self._composed
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(keys) if value is _BLANK else value for value in values])
            return list(cursor.fetchall())
