"""One box for everything: what is found alone opens at once, several are listed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from membership.staff import queries as staff
from membership.staff.services import requires

SHOWN_PER_FINDER = 10
LONGEST = 200


@dataclass(frozen=True)
class Hit:
    kind: str
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Finder:
    """Looks in one place, for those who may see what is there."""

    permission: str
    find: Callable[[str], Iterable[Hit]]


#: Filled by ``duties`` and by the rooms' own modules when the back office opens.
FINDERS: list[Finder] = []


def hits(words: str, permissions: Iterable[str]) -> list[Hit]:
    finders = [finder for finder in FINDERS if finder.permission in permissions]
    return list(chain.from_iterable(islice(finder.find(words), SHOWN_PER_FINDER) for finder in finders))


@requires("office.enter")
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = hits(words, staff.permissions_of(request.user)) if words else []
    if len(found) == 1:
        return redirect(found[0].url)
    return render(request, "shop/backoffice/search.html", {"sought": words, "hits": found})
