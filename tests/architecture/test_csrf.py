"""Which addresses take a post from somewhere else: each is signed or counts for nothing."""

from django.urls import URLPattern, URLResolver, get_resolver

EXEMPT = {
    "callbacks/carriers/<slug:source>/",
    "callbacks/stripe/",
    "events/",
}


def exempt(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from exempt(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and getattr(entry.callback, "csrf_exempt", False):
            yield prefix + str(entry.pattern)


def test_only_carriers_stripe_and_the_beacon_post_without_a_token():
    assert set(exempt(get_resolver())) == EXEMPT
