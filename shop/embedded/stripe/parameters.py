"""Reads Stripe's form encoding (``line_items[0][price_data][currency]=cny``) into plain values."""

import re
from urllib.parse import parse_qsl, urlsplit

from . import errors


def decoded(encoded: str) -> dict:
    """The nested mapping behind a form-encoded body; keys that count 0, 1, 2 … (or are empty) become lists."""
    root: dict = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        _place(root, re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name), value)
    return {name: _with_lists(value) for name, value in root.items()}


def _place(branch: dict, path: list[str], value: str) -> None:
    *parents, leaf = path
    for step in parents:
        branch = branch.setdefault(step, {})
        if not isinstance(branch, dict):
            raise errors.invalid("Invalid nesting of parameters.")
    branch[leaf or str(len(branch))] = value


def _with_lists(value):
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_with_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _with_lists(branch) for key, branch in value.items()}


def refuse_unknown(parameters: dict, known: set[str]) -> None:
    """As Stripe does: a misspelt parameter is an error, never silently ignored."""
    for name in sorted(set(parameters) - known - {"expand"}):
        raise errors.invalid(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def required(parameters: dict, name: str):
    value = parameters.get(name)
    if value in (None, "", {}, []):
        raise errors.missing(name)
    return value


def integer(parameters: dict, name: str, default: int | None = None) -> int:
    """The whole number sent as ``name``; digits only, so that ``1e3`` and ``1.5`` are refused."""
    value = parameters.get(name, default)
    if value is None:
        raise errors.missing(name)
    if not re.fullmatch(r"-?\d{1,15}", str(value)):
        raise errors.invalid(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def mapping(parameters: dict, name: str) -> dict:
    value = parameters.get(name) or {}
    if not isinstance(value, dict):
        raise errors.invalid(f"Invalid object: {name}", param=name)
    return value


def address(parameters: dict, name: str) -> str | None:
    """An absolute http(s) URL, or None where the parameter was not sent."""
    value = parameters.get(name)
    if value and urlsplit(value).scheme not in ("http", "https"):
        raise errors.invalid("Not a valid URL", code="url_invalid", param=name)
    return value or None
