"""How many rows each of several questions finds, asked in one query."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: A statement and its values, as a queryset compiles to.
Compiled = tuple[str, tuple[Any, ...]]
_NOTHING: Compiled = ("SELECT 1 WHERE false", ())


def counts_of(questions: Mapping[str, QuerySet[Any, Any]]) -> dict[str, int]:
    """By the names of the questions. One query; none where nothing is asked."""
    if not questions:
        return {}
    asked = [_compiled(found) for found in questions.values()]
    columns = ", ".join(f"(SELECT count(*) FROM ({sql}) counted)" for sql, _values in asked)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _sql, values in asked for value in values])
        return dict(zip(questions, cursor.fetchone(), strict=True))


def _compiled(found: QuerySet[Any, Any]) -> Compiled:
    """The bare rows: whoever counts needs neither their order nor their columns. Where the question names columns,
    rows are told apart by them."""
    bare = found if found.query.is_sliced else found.order_by()
    bare = bare if bare.query.has_select_fields else bare.values("pk")
    try:
        return bare.query.sql_with_params()
    except EmptyResultSet:  # Django sees that nothing can be found, and would not ask
        return _NOTHING
