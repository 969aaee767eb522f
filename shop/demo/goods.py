"""What the demo shop sells, read from ``goods/*.toml``; every text is a pair, English first."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product as combinations
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "goods"

#: What a shopper chooses between, in the order of the picker.
OPTIONS = ("colour", "size", "storage", "length", "mount")

Pair = tuple[str, str]
Crop = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shelf:
    code: str
    name: Pair
    description: Pair
    photo: str


@dataclass(frozen=True)
class Good:
    """One product. ``photos`` are (name, crop) with the crop as shares of width and height."""

    code: str
    shelf: str
    title: Pair
    note: Pair
    story: Pair
    price: Decimal
    was: Decimal | None
    cost: Decimal
    photos: list[tuple[str, Crop | None]]
    options: Mapping[str, list[str]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    def skus(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Each SKU code with its options: ``ARM-BLUE``; a product without options has one."""
        for choice in combinations(*self.options.values()):
            parts = [_code(value) for value in choice]
            yield "-".join([self.code, *parts]), dict(zip(self.options, choice, strict=True))


#: Files that speak of goods on every shelf.
ACROSS = {"words", "tags"}


def shelves() -> list[tuple[Shelf, list[Good]]]:
    """The categories with what stands on them, always in the same order."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path.stem not in ACROSS)
    return [_shelf(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files]


def words() -> dict[str, dict[str, Pair]]:
    """For each attribute its name and how its values are called, where that differs from the value."""
    return tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))


def tags() -> list[tuple[Pair, list[str]]]:
    """The name of each tag, with the codes of the products that have it."""
    content = tomllib.loads((FOLDER / "tags.toml").read_text(encoding="utf-8"))
    return [(tuple(tag["name"]), tag["products"]) for tag in content.values()]


def _shelf(content: Mapping[str, Any]) -> tuple[Shelf, list[Good]]:
    shelf = Shelf(**content["category"])
    return shelf, [_good(shelf.code, entry) for entry in content["product"]]


def _good(shelf: str, entry: Mapping[str, Any]) -> Good:
    photos: list[tuple[str, Crop | None]] = [(entry["photo"], tuple(crop)) for crop in entry["crops"]]
    whole: list[tuple[str, Crop | None]] = [(entry["photo"], None)]
    return Good(
        code=entry["code"],
        shelf=shelf,
        title=tuple(entry["title"]),
        note=tuple(entry["note"]),
        story=tuple(entry["story"]),
        price=Decimal(entry["price"]),
        was=Decimal(entry["was"]) if "was" in entry else None,
        cost=Decimal(entry["cost"]),
        photos=photos if entry.get("crop_first") else whole + photos,
        options={option: entry[option] for option in OPTIONS if option in entry},
        facts=entry.get("facts", {}),
    )


def _code(value: str) -> str:
    return "".join(letter for letter in value.upper() if letter.isalnum())
