import pytest

from kernel.sealing import BrokenSeal, opened, sealed


def test_what_is_sealed_is_read_again_and_looks_different_each_time():
    assert sealed("secret") != sealed("secret")
    assert "secret" not in sealed("secret")
    assert opened(sealed("secret")) == "secret"


def test_an_older_key_still_opens_while_the_newest_seals(settings):
    settings.SEALING_KEYS = ["old"]
    token = sealed("secret")
    settings.SEALING_KEYS = ["new", "old"]
    assert opened(token) == "secret"
    newer = sealed("secret")
    settings.SEALING_KEYS = ["old"]
    with pytest.raises(BrokenSeal):
        opened(newer)


def test_a_seal_that_was_touched_is_broken():
    token = sealed("secret")
    with pytest.raises(BrokenSeal):
        opened(token[:-4] + "AAA=")
