"""The story of a product, from the text its merchant wrote: paragraphs, some under a heading of their own.

A line that starts with ``## `` is a heading. Three headed parts are the classic story: what is usually wrong, what we
do about it, how we know.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    title: str
    text: str


@dataclass(frozen=True)
class Story:
    """``opening`` stands before the first heading."""

    opening: str
    parts: tuple[Part, ...]

    @property
    def is_classic(self) -> bool:
        return len(self.parts) == 3


def story_of(text: str) -> Story:
    opening, *headed = f"\n{text.strip()}".replace("\r\n", "\n").split("\n## ")
    return Story(opening.strip(), tuple(_part(each) for each in headed))


def _part(text: str) -> Part:
    title, _, rest = text.partition("\n")
    return Part(title.strip(), rest.strip())
