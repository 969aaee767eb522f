"""Tables that leave the house as CSV."""

import json
from datetime import datetime
from typing import Any


def safe_cell(value: Any) -> str:
    """``value`` as text that no spreadsheet takes for a formula."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
