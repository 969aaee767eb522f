from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Tab:
    """One of several views of a list, as ``components/tabs.html`` draws it."""

    label: str | Promise
    url: str
    count: int | str | None = None
    current: bool = False
