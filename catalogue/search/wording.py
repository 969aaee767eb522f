"""What a shopper typed, as a query: every word must be there, or a word that means the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db.models import Case, Q, When

from catalogue.search import words
from catalogue.search.models import KnownWord, Synonym
from kernel.memory import Memory

CONFIG = "english"
SYNONYMS = Memory("synonyms", seconds=300)
NEAR_ENOUGH = 0.35


def all_of(typed: Sequence[str]) -> SearchQuery:
    """Each of these words, or a synonym of it."""
    return _combined(and_, typed)


def any_of(typed: Sequence[str]) -> SearchQuery:
    """At least one of these words, or a synonym of it."""
    return _combined(or_, typed)


def beginning_with(typed: Sequence[str]) -> SearchQuery:
    """All of these words, the last of them perhaps not finished."""
    *whole, begun = (word.replace("'", "") for word in typed)
    return SearchQuery(" & ".join([*(f"'{word}'" for word in whole), f"'{begun}':*"]), config=CONFIG, search_type="raw")


def apart(typed: Sequence[str]) -> list[str]:
    """The words with those Chinese ones that no product has cut into their characters. One query."""
    unknown = _unknown(typed)
    return [" ".join(word) if word in unknown and words.is_chinese(word) else word for word in typed]


def corrected(typed: Sequence[str]) -> list[str]:
    """The words with those that no product has replaced by the nearest that some product has. A query for each."""
    unknown = _unknown(typed)
    return [_nearest(word) if word in unknown else word for word in typed]


def _combined(how: Callable[[SearchQuery, SearchQuery], SearchQuery], typed: Sequence[str]) -> SearchQuery:
    same = synonyms()
    return reduce(how, (_either(same.get(word, [word])) for word in typed))


def _either(alternatives: Iterable[str]) -> SearchQuery:
    return reduce(or_, (SearchQuery(alternative, config=CONFIG) for alternative in alternatives))


def synonyms() -> Mapping[str, list[str]]:
    """For each word that has synonyms, all the words of its group, itself included."""
    return SYNONYMS.recall("all", _read_synonyms)


def _read_synonyms() -> dict[str, list[str]]:
    same: dict[str, list[str]] = {}
    for group in Synonym.objects.values_list("words", flat=True):
        alternatives = [" ".join(words.words_sought(each)) for each in words.separated(group)]
        for word in alternatives:
            same[word] = list(dict.fromkeys([*same.get(word, []), *alternatives]))
    return same


def _unknown(typed: Sequence[str]) -> set[str]:
    return set(typed) - set(synonyms()) - set(KnownWord.objects.filter(pk__in=typed).values_list("pk", flat=True))


def _nearest(word: str) -> str:
    spelling = words.spelling(word)
    is_turned = Q(word__in=words.turned(word))
    nearness = Case(When(is_turned, then=1.0), default=TrigramSimilarity("spelling", spelling))
    near = KnownWord.objects.filter(is_turned | Q(spelling__trigram_similar=spelling))
    near = near.annotate(nearness=nearness).filter(nearness__gte=NEAR_ENOUGH)
    return near.order_by("-nearness", "word").values_list("word", flat=True).first() or word
