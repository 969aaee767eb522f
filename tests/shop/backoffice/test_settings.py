import pytest
from django.contrib.messages import get_messages
from PIL import Image

from kernel.models import AuditEntry
from shop.content import queries
from tests.shop.backoffice.pictures import a_picture, no_picture

pytestmark = pytest.mark.django_db

FILLED = {
    "name_en": "Mei's Garden",
    "name_zh_hans": "梅园",
    "intro_en": "Plants that stay alive.",
    "intro_zh_hans": "养得活的植物。",
    "story_en": "",
    "story_zh_hans": "",
    "email": "hello@mei.example",
    "phone": "",
    "licence": "沪ICP备2026000001号",
}


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def save(office, **changes):
    return office.post("/backoffice/settings/", {**FILLED, **changes})


def test_the_store_is_named_without_a_deploy(office):
    assert save(office).status_code == 302
    assert "Mei&#x27;s Garden" in office.get("/about/").text
    assert "梅园" in office.get("/zh-hans/about/").text


def test_the_change_is_written_down(office):
    save(office)
    save(office, licence="沪ICP备2026000002号")
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor) == ("store.described", "owner@shop.example")
    assert entry.before == {"licence": "沪ICP备2026000001号"}
    assert entry.after == {"licence": "沪ICP备2026000002号"}


def test_what_is_missing_is_said_and_nothing_typed_is_lost(office):
    answer = save(office, name_zh_hans="")
    assert answer.status_code == 200
    assert 'href="#id_name_zh_hans"' in answer.text
    assert "Plants that stay alive." in answer.text
    assert not AuditEntry.objects.filter(action="store.described").exists()


def test_a_logo_is_drawn_anew_and_no_larger_than_needed(office):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 0.0)}
    assert save(office, logo=a_picture(2000, 1000, "JPEG", exif=exif)).status_code == 302
    logo = queries.store_basics().logo
    with Image.open(logo.path) as stored:
        assert (stored.format, stored.size, dict(stored.getexif())) == ("PNG", (640, 320), {})


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (no_picture(), "not a JPEG, PNG or WebP picture"),
        (no_picture(b""), "empty"),
        (no_picture(b"GIF89a" + bytes(50)), "not a JPEG, PNG or WebP picture"),
        (no_picture(a_picture().read()[:200]), "not a JPEG, PNG or WebP picture"),
        (a_picture(8000, 8000, "PNG"), "40 million pixels"),
        (no_picture(bytes(5 * 1024 * 1024 + 1)), "larger than 5 MB"),
    ],
    ids=["svg", "empty", "gif", "truncated", "huge", "heavy"],
)
def test_a_file_that_is_no_usable_picture_is_refused_with_the_reason(office, file, reason):
    answer = save(office, logo=file)
    assert answer.status_code == 200
    assert reason in answer.text
    assert not queries.store_basics().logo


def test_saving_says_so(office):
    assert "saved" in str(next(iter(get_messages(save(office).wsgi_request))))


def test_the_page_costs_few_queries(office, django_assert_max_num_queries):
    save(office)
    office.get("/backoffice/settings/")
    with django_assert_max_num_queries(8):
        office.get("/backoffice/settings/")
