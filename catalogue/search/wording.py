"""What a shopper typed, as a query: every word must be there, or a word that means the same."""

from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery

from catalogue.search import words

CONFIG = "english"


def query_for(typed: str) -> SearchQuery:
    return reduce(and_, (_any_of([word]) for word in words.words_sought(typed)))


def _any_of(alternatives: list[str]) -> SearchQuery:
    return reduce(or_, (SearchQuery(alternative, config=CONFIG) for alternative in alternatives))
