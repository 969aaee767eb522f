"""The categories in the head and the foot of every page."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from catalogue import queries as catalogue


@dataclass(frozen=True)
class Entry:
    id: int
    name: str
    url: str
    count: int
    image: str
    children: tuple["Entry", ...]


def entries() -> tuple[Entry, ...]:
    """The tree of categories that hold something, in the shopper's language. Two queries."""
    return _plain(catalogue.categories_in_menu())


def _plain(tree: Iterable[catalogue.MenuEntry]) -> tuple[Entry, ...]:
    return tuple(
        Entry(node.id, node.name, node.url, node.count, node.image, children=_plain(node.children)) for node in tree
    )


def flat(tree: Iterable[Entry]) -> Iterator[Entry]:
    """Every category of the tree, parents before their children."""
    for entry in tree:
        yield entry
        yield from flat(entry.children)


def path_to(tree: Iterable[Entry], categories: Collection[int]) -> tuple[Entry, ...]:
    """The way down to the deepest of these categories, the first where several are as deep; () where none is here."""
    paths = [(entry, *path_to(entry.children, categories)) for entry in tree if _leads_to(entry, categories)]
    return max(paths, key=len, default=())


def _leads_to(entry: Entry, categories: Collection[int]) -> bool:
    return entry.id in categories or any(_leads_to(child, categories) for child in entry.children)
