"""Tables that leave the house as CSV."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse


def safe_cell(value: Any) -> str:
    """``value`` as text that no spreadsheet takes for a formula."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_file(name: str, head: Sequence[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A small table to be kept as ``name``; long ones are streamed by their own views."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # Excel reads Chinese only with this mark
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    lines = csv.writer(response)
    lines.writerow(head)
    lines.writerows([safe_cell(cell) for cell in row] for row in rows)
    return response
