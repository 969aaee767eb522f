"""Where a shopper stands between the basket and the payment; what is done leads back."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import pgettext


@dataclass(frozen=True)
class Step:
    """A step of ``components/stepper.html``."""

    label: str
    url: str = ""
    state: str = ""


def steps() -> tuple[Step, ...]:
    return (
        Step(pgettext("step", "Basket"), reverse("basket:summary"), "done"),
        Step(pgettext("step", "Details"), state="now"),
        Step(pgettext("step", "Payment")),
    )
