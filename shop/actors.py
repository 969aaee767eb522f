"""Names who acts in each request, for the audit log."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from kernel import audit


class ActorMiddleware:
    """Whatever is recorded during the request was done by its user, from its address.

    The address is allauth's: X-Forwarded-For counts only behind ALLAUTH_TRUSTED_PROXY_COUNT proxies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def name() -> str:
            return request.user.email if request.user.is_authenticated else ""

        def ip() -> str:
            return get_adapter().get_client_ip(request)

        with audit.acting(name, ip):
            return self.get_response(request)
