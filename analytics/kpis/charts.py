"""Lines drawn on the server, as points of an SVG. Numbers in, text out; nothing here knows what a figure means."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

Number = int | Decimal | float
Values = Sequence[Number | None]

NICE = (1, 2, 2.5, 5, 10)


def sparkline(values: Values, *, width: int = 96, height: int = 24, margin: int = 2) -> str:
    """Points of a line that fills its box; empty with fewer than two known values. Unknown days are left out."""
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    step, span = width / (len(values) - 1), (high - low) or 1.0
    rise = (height - 2 * margin) / span
    return " ".join(f"{place * step:.1f},{height - margin - (value - low) * rise:.1f}" for place, value in known)


@dataclass(frozen=True)
class Scale:
    """A chart's upright: from ``low`` to ``high`` in round steps, zero always among them."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        return [self.low + self.step * number for number in range(round((self.high - self.low) / self.step) + 1)]


def scale(values: Values, steps: int = 4) -> Scale:
    known = [float(value) for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    step = _nice((high - low or 1.0) / steps)
    return Scale(floor(low / step) * step, ceil(high / step) * step or step, step)


def _nice(rough: float) -> float:
    """The next of 1, 2, 2.5, 5, 10 … at or above ``rough``."""
    magnitude = 10 ** floor(log10(rough))
    return next(nice * magnitude for nice in NICE if nice * magnitude >= rough * 0.999)


@dataclass(frozen=True)
class Frame:
    """Where the lines of a chart are drawn, in units of its viewBox."""

    left: float = 56
    right: float = 1142
    top: float = 18
    bottom: float = 224

    def x(self, place: int, places: int) -> float:
        return self.left + (self.right - self.left) * (place / (places - 1) if places > 1 else 0.5)

    def y(self, value: Number, upright: Scale) -> float:
        return self.bottom - (self.bottom - self.top) * (float(value) - upright.low) / (upright.high - upright.low)


def lines(values: Values, upright: Scale, frame: Frame) -> list[str]:
    """One line for each run of known values, so that a gap is a gap."""
    runs: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{frame.x(place, len(values)):.0f},{frame.y(value, upright):.0f}")
    return [" ".join(run) for run in runs if len(run) > 1]


def spread(places: int, most: int = 8) -> list[int]:
    """At most ``most`` places to label, evenly apart, the first and the last among them."""
    if places <= most:
        return list(range(places))
    return [round(number * (places - 1) / (most - 1)) for number in range(most)]
