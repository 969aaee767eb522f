import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.fixture
def stored():
    def keep(name: str, content: bytes = b"pixels") -> str:
        return "/media/" + default_storage.save(name, ContentFile(content))

    return keep


def test_a_picture_is_kept_for_ever_and_can_run_nothing(client, stored):
    answer = client.get(stored("photos/chair-640.avif"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/avif")
    assert b"".join(answer.streaming_content) == b"pixels"
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["evil.svg", "evil.html", "notes"])
def test_what_is_no_picture_is_not_served(client, stored, name):
    assert client.get(stored(f"photos/{name}")).status_code == 404


@pytest.mark.parametrize("path", ["/media/none.jpg", "/media/", "/media/../shop/settings.jpg", "/media/%00.jpg"])
def test_nothing_outside_the_store_of_pictures_is_reached(client, path):
    assert client.get(path).status_code == 404
