import pytest

from kernel.ports import Port


def test_a_plug_is_used_by_name_and_only_once():
    greetings = Port()
    greetings.plug("english")(lambda: "hello")
    assert greetings["english"]() == "hello"
    with pytest.raises(ValueError, match="already"):
        greetings.plug("english")(lambda: "hi")
