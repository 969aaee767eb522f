"""Which language a page speaks: its address says so. On the first visit the browser's wish picks the address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header

from shop.cookies import LANGUAGE

CHINESE = "zh-hans"
PREFIX = f"/{CHINESE}"

#: Language of the shop → the tag that browsers and search engines know, and its own name for itself.
TAGS = {"en": "en", CHINESE: "zh-Hans"}
NAMES = {"en": "EN", CHINESE: "中文"}


def address_in(language: str, address: str) -> str:
    """The same address in another language; query and all."""
    plain = address.removeprefix(PREFIX) if is_chinese(address) else address
    plain = plain if plain.startswith("/") else f"/{plain}"
    return PREFIX + plain if language == CHINESE else plain


def is_chinese(address: str) -> bool:
    return address == PREFIX or address.startswith((f"{PREFIX}/", f"{PREFIX}?"))


def wish_of(request: HttpRequest) -> str:
    """What was chosen here before, else what the browser prefers of what we speak; "" where neither is known."""
    chosen = request.COOKIES.get(LANGUAGE)
    if chosen in TAGS:
        return chosen
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if wanted == "zh" or wanted.startswith("zh-"):
            return CHINESE
        if wanted == "en" or wanted.startswith("en-"):
            return "en"
    return ""


class WishedLanguage:
    """Leads who wishes for Chinese from a page's plain address to the Chinese one. Crawlers, which wish for nothing,
    and programs see every address as it is."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._may_lead(request):
            return self.answer(request)
        response = self._lead(request) if self._should_lead(request) else self.answer(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def _may_lead(self, request: HttpRequest) -> bool:
        return (
            request.method in ("GET", "HEAD") and "HX-Request" not in request.headers and not is_chinese(request.path)
        )

    def _should_lead(self, request: HttpRequest) -> bool:
        return wish_of(request) == CHINESE and _is_page(PREFIX + request.path_info)

    def _lead(self, request: HttpRequest) -> HttpResponseRedirect:
        return HttpResponseRedirect(address_in(CHINESE, request.get_full_path()))


def _is_page(path: str) -> bool:
    """Whether an address exists under the Chinese prefix. What lives under no language (callbacks, files) does not."""
    try:
        with override(CHINESE):
            resolve(path)
    except Resolver404:
        return False
    return True
