"""What shoppers may ask of lists and search, as plain values. Whatever comes from an address is checked here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

PER_PAGE = 24
DEEPEST_PAGE = 200
LONGEST_QUERY = 100
MOST_VALUES = 50
HIGHEST_PRICE = Decimal("9999999999.99")

#: The sort keys an address may carry, and the columns they stand for. Nothing else reaches ORDER BY.
SORTS = {
    "sales": ("-sold_count", "-product_id"),
    "newest": ("-published_at", "-product_id"),
    "price": ("shown_price", "product_id"),
    "-price": ("-shown_price", "-product_id"),
    "rating": ("-rating", "-review_count", "-product_id"),
    "relevance": ("-rank", "-sold_count", "-product_id"),
}

#: Filters that are not attributes. An attribute with such a code cannot be filtered by.
RESERVED = frozenset(["price_from", "price_to", "in_stock", "reduced", "rating", "q", "sort", "page"])


class NoSuchPage(LookupError):
    """There is no page of this number; ``pages`` is the last one that there is."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"the last page is {pages}")
        self.pages = pages


@dataclass(frozen=True)
class Wish:
    """What the shopper asked for, cleaned: unknown sorts and unreadable prices are as if they had not been said."""

    words: str = ""
    category: int | None = None
    tag: int | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    rating: Decimal | None = None
    in_stock: bool = False
    reduced: bool = False
    sort: str = ""


def wish(words: str, category: int | None, tag: int | None, filters: Mapping[str, Iterable[str]], sort: str) -> Wish:
    words = clean(words)
    return Wish(
        words=words,
        category=category,
        tag=tag,
        facets=_facets(filters),
        price_from=_amount(filters, "price_from"),
        price_to=_amount(filters, "price_to"),
        rating=_amount(filters, "rating"),
        in_stock="in_stock" in filters,
        reduced="reduced" in filters,
        sort=sort_key(sort, has_words=bool(words)),
    )


def sort_key(sort: str, *, has_words: bool) -> str:
    """The sort that was asked for; by default relevance to the words, or sales where there are none."""
    default = "relevance" if has_words else "sales"
    return sort if sort in SORTS and (has_words or sort != "relevance") else default


def clean(words: str) -> str:
    """The first 100 characters, without NUL (PostgreSQL refuses it) and with single spaces."""
    return " ".join(words.replace("\0", " ")[:LONGEST_QUERY].split())


def page_number(page: int | str) -> int:
    """Page numbers are 1, 2, 3 …; anything else, and what lies too deep, is NoSuchPage."""
    text = str(page)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= number <= DEEPEST_PAGE:
        raise NoSuchPage(1)
    return number


def pages_of(count: int) -> int:
    """How many pages can be turned; nothing found is still one page, which says so."""
    return min(max(1, -(-count // PER_PAGE)), DEEPEST_PAGE)


def _facets(filters: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    chosen = {
        code: tuple(sorted(set(values)))[:MOST_VALUES] for code, values in filters.items() if code not in RESERVED
    }
    return {code: values for code, values in sorted(chosen.items()) if values and _is_clean(code, *values)}


def _is_clean(*texts: str) -> bool:
    return all("\0" not in text and len(text) <= LONGEST_QUERY for text in texts)


def _amount(filters: Mapping[str, Iterable[str]], name: str) -> Decimal | None:
    text = next(iter(filters.get(name, ())), "")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= HIGHEST_PRICE else None


def slice_of(ids: list[int], page: int) -> list[int]:
    return ids[(page - 1) * PER_PAGE : page * PER_PAGE]
