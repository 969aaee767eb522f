"""Reads for lists and search."""

from catalogue.search.queries.cards import Card, cards_of
from catalogue.search.queries.results import Facet, FacetValue, NoSuchPage, Results, found
from catalogue.search.queries.shelf import (
    best_sellers,
    counts_by_category,
    highest_price,
    new_arrivals,
    photos_by_category,
    suggestions,
)

__all__ = [
    "Card",
    "Facet",
    "FacetValue",
    "NoSuchPage",
    "Results",
    "best_sellers",
    "cards_of",
    "counts_by_category",
    "found",
    "highest_price",
    "new_arrivals",
    "photos_by_category",
    "suggestions",
]
