"""A lifecycle is a table of arrows. Anything not drawn cannot happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models


class IllegalMove(Exception):
    """The arrow is not drawn."""


class MovedMeanwhile(Exception):
    """Someone else moved the row first."""


@dataclass(frozen=True)
class Lifecycle:
    arrows: Mapping[str, tuple[str, ...]]
    field: str = "state"

    def allows(self, old: str, new: str) -> bool:
        return new in self.arrows.get(old, ())

    def move(self, row: models.Model, new: str, **also: Any) -> None:
        """Move ``row`` in one UPDATE that only succeeds from the state we read; ``also`` sets further fields to values.

        Raises IllegalMove where no arrow is drawn, MovedMeanwhile where another was first.
        """
        old = getattr(row, self.field)
        if not self.allows(old, new):
            raise IllegalMove(f"{row!r}: {old} -> {new}")
        unmoved = type(row)._default_manager.filter(pk=row.pk, **{self.field: old})
        changes = {self.field: new, **also}
        if not unmoved.update(**changes):
            raise MovedMeanwhile(f"{row!r}: no longer {old}")
        for name, value in changes.items():
            setattr(row, name, value)
