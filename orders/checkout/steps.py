"""Where a shopper stands in the checkout; steps that are done lead back."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True)
class Step:
    """A step of ``components/stepper.html``."""

    label: str
    url: str
    state: str


NAMES = ("address", "delivery", "review")


def steps_to(current: str) -> list[Step]:
    labels = (_("Address"), pgettext("step", "Delivery"), _("Payment"))
    here = NAMES.index(current)
    states = ["done"] * here + ["now"] + [""] * (len(NAMES) - here - 1)
    rows = zip(NAMES, labels, states, strict=True)
    return [Step(label, reverse(f"checkout:{name}"), state) for name, label, state in rows]
