"""A photograph as an answer: it may be looked at and do nothing else, wherever it is opened."""

from uuid import UUID

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from orders.aftersales import queries
from orders.aftersales.models import Return

SANDBOX = "default-src 'none'; sandbox"


def shown(request: Return, key: UUID) -> HttpResponseBase:
    """The photograph of this request; 404 where there is no such one. Who may see the request was asked before."""
    found = queries.photograph_of(request, key)
    if found is None:
        raise Http404
    answer = FileResponse(found.file.open("rb"), content_type="image/jpeg", filename=f"{request.number}.jpg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "private, no-store"
    return answer
