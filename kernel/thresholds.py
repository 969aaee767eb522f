"""Numbers that a merchant may set without a deploy: each room names its own and reads it here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from kernel import audit
from kernel.memory import Nearby
from kernel.models import ThresholdValue
from kernel.ports import Port


@dataclass(frozen=True)
class Threshold:
    """``default`` holds until somebody sets another value within ``least`` and ``most``.

    ``choices`` says what each value means where they are a few to choose from rather than a number. ``refusal`` says
    why the value does not go with those of the others, by name; nothing where it does.
    """

    label: str | Promise
    default: Callable[[], int]
    least: int
    most: int
    choices: Sequence[tuple[int, str | Promise]] = ()
    refusal: Callable[[Mapping[str, int]], str | Promise] = lambda values: ""


#: By name, plugged in by the room that reads it.
THRESHOLDS: Port[Threshold] = Port()

#: What was set, by name: a handful of numbers that every page may ask for.
WRITTEN = Nearby("thresholds", seconds=60)


def value_of(name: str) -> int:
    """What was set, or the default. No query while it is remembered."""
    written = WRITTEN.recall_one("all", _written)
    return written[name] if name in written else THRESHOLDS[name].default()


def value_in_query(name: str) -> Coalesce:
    """The same as an expression, for a query that is to ask nothing else."""
    written = ThresholdValue.objects.filter(pk=name).values("value")
    return Coalesce(Subquery(written), Value(THRESHOLDS[name].default()), output_field=IntegerField())


def values() -> dict[str, int]:
    """All of them by name. One query."""
    written = _written()
    return {name: written.get(name, threshold.default()) for name, threshold in THRESHOLDS.items()}


@transaction.atomic
def set_values(new: Mapping[str, int]) -> None:
    """These thresholds hold from now on, and the change is in the audit log."""
    before = values()
    for name, value in new.items():
        ThresholdValue.objects.update_or_create(pk=name, defaults={"value": value})
    WRITTEN.forget()
    if (after := values()) != before:
        audit.record(action="thresholds.set", subject="thresholds", before=before, after=after)


def _written() -> dict[str, int]:
    return dict(ThresholdValue.objects.values_list("name", "value"))
