"""A photograph as an answer: it may be looked at and do nothing else, wherever it is opened."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase

from kernel.uploads import photograph_answer
from orders.aftersales import queries
from orders.aftersales.models import Return


def shown(request: Return, key: UUID) -> HttpResponseBase:
    """The photograph of this request; 404 where there is no such one. Who may see the request was asked before."""
    found = queries.photograph_of(request, key)
    if found is None:
        raise Http404
    return photograph_answer(found.file, f"{request.number}.jpg")
