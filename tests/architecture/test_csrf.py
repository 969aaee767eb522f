"""Which addresses take a post from somewhere else: each is signed or counts for nothing."""

from tests.addresses import exempt_from_tokens

EXEMPT = {
    "callbacks/carriers/<slug:source>/",
    "callbacks/stripe/",
    "events/",
}


def test_only_carriers_stripe_and_the_beacon_post_without_a_token():
    assert exempt_from_tokens() == EXEMPT
