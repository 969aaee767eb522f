"""Slots that rooms above the order's hall plug into."""

from collections.abc import Callable, Mapping
from typing import Any

from kernel.ports import Port

#: How a kind of timeline entry reads: its details in, a sentence and a smaller second line out.
TIMELINE_WORDS: Port[Callable[[Mapping[str, Any]], tuple[str, str]]] = Port()
