"""Text into the words it is found by, the same way for products and for what shoppers type.

Chinese has no spaces: jieba cuts it, and every character also counts by itself, so that 裙 finds 连衣裙.
"""

import re
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings

MOST_SOUGHT = 12
LONGEST_WORD = 64

_RUNS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff]+|[^\W_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_SEPARATORS = re.compile(r"[,，、;；\n]+")


@cache
def _cutter() -> Any:
    """jieba's dictionary costs a second and 70 MB, so only who cuts Chinese loads it; see docs/decisions/0025."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source is older than Python's opinion of backslashes
        import jieba

    jieba.setLogLevel("WARNING")
    cutter = jieba.Tokenizer()
    cutter.tmp_dir = str(settings.DATA_DIR)
    return cutter


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, words within words too: 红色连衣裙 gives 红色 连衣 衣裙 连衣裙."""
    return [word for run in _runs(text) for word in _cut_small(run)]


def words_sought(text: str) -> list[str]:
    """The words a shopper means, each once, a dozen at most: 红色连衣裙 gives 红色 连衣裙."""
    return list(dict.fromkeys(word for run in _runs(text) for word in _cut(run)))[:MOST_SOUGHT]


def characters_of(text: str) -> list[str]:
    """Each Chinese character of a text, once."""
    return list(dict.fromkeys(_CHINESE.findall(text)))


def is_chinese(word: str) -> bool:
    return bool(_CHINESE.match(word))


def separated(group: str) -> list[str]:
    """The words of a list as a merchant writes it, with commas of either kind."""
    return [word.strip() for word in _SEPARATORS.split(group) if word.strip()]


def spaced(texts: Iterable[str]) -> str:
    """The words of all the texts, separated by spaces, as PostgreSQL's parser wants them."""
    return " ".join(word for text in texts if text for word in words_of(text))


def spelling(word: str) -> str:
    """A word as pg_trgm can compare it in any locale, each Chinese character as a code: 裙 is u88d9."""
    return " ".join(f"u{ord(character):x}" for character in word) if is_chinese(word) else word


def turned(word: str) -> set[str]:
    """The words of which this one is a slip of two fingers: chiar is chair, and too few letters in a row say so."""
    return {f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)}


def _runs(text: str) -> list[str]:
    return [run[:LONGEST_WORD] for run in _RUNS.findall(text.lower())]


def _cut(run: str) -> list[str]:
    return list(_cutter().cut(run, HMM=False)) if is_chinese(run) else [run]


def _cut_small(run: str) -> list[str]:
    return list(_cutter().cut_for_search(run, HMM=False)) if is_chinese(run) else [run]
