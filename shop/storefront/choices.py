"""What a shopper chooses for every page: language, day or night. Kept in a cookie."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from shop.cookies import LANGUAGE, THEME, remember
from shop.storefront.languages import TAGS, address_in

YEAR = timedelta(days=365)


@require_safe
def speak(request: HttpRequest, language: str) -> HttpResponseRedirect:
    """The page of ``next``, query and all, in ``language`` from now on. Raises Http404 for one we do not speak."""
    if language not in TAGS:
        raise Http404(language)
    address = _own_ground(request.GET.get("next", ""))
    answer = HttpResponseRedirect(address_in(language, address))
    remember(answer, LANGUAGE, language, within=YEAR)
    return answer


@require_safe
def appear(request: HttpRequest) -> HttpResponseRedirect:
    """The page one came from by day, by night, or as the device has it."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    answer = HttpResponseRedirect(_own_ground(came_from._replace(scheme="", netloc="").geturl()))
    remember(answer, THEME, request.GET.get("theme", "")[:5], within=YEAR)
    return answer


def _own_ground(address: str) -> str:
    """``address`` if it is on our own ground, else home."""
    inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if inside else "/"
