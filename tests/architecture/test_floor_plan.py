from django.conf import settings

from shop.operations import floor_plan


def test_the_plan_shows_the_house_as_it_stands():
    """If this fails, run ``manage.py floor_plan`` and read what it changed."""
    plan = (settings.BASE_DIR / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert floor_plan.drawn(settings.BASE_DIR, plan) == plan


def test_every_room_has_a_doorplate():
    rows = floor_plan.rooms(settings.BASE_DIR)[2:]
    assert [row for row in rows if row.endswith("|  |")] == []
