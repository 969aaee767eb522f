"""Where a shopper stands between the basket and the payment; what is done leads back."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language, pgettext


@dataclass(frozen=True)
class Step:
    """A step of ``components/stepper.html``."""

    label: str
    url: str = ""
    state: str = ""


def steps() -> tuple[Step, ...]:
    return _steps_in(get_language())


@lru_cache
def _steps_in(language: str | None) -> tuple[Step, ...]:
    return (
        Step(pgettext("step", "Basket"), reverse("basket:summary"), "done"),
        Step(pgettext("step", "Details"), state="now"),
        Step(pgettext("step", "Payment")),
    )
