"""What a shopper chooses for every page: language, day or night. Kept in a cookie."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from shop.storefront.languages import TAGS, address_in

YEAR = 365 * 24 * 3600


@require_safe
def speak(request: HttpRequest, language: str) -> HttpResponseRedirect:
    """The same page, query and all, in ``language`` from now on."""
    if language not in TAGS:
        raise Http404(language)
    answer = HttpResponseRedirect(address_in(language, _page_before(request)))
    _remember(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


@require_safe
def appear(request: HttpRequest) -> HttpResponseRedirect:
    """Day, night, or as the device has it."""
    answer = HttpResponseRedirect(_page_before(request))
    _remember(answer, "theme", request.GET.get("theme", "")[:5])
    return answer


def _page_before(request: HttpRequest) -> str:
    """Where to go back to; never off our own ground."""
    address = request.GET.get("next", "/")
    inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if inside else "/"


def _remember(answer: HttpResponseRedirect, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
