import pytest

from kernel import clock
from kernel.lifecycle import IllegalMove, Lifecycle, MovedMeanwhile
from kernel.models import Receipt

pytestmark = pytest.mark.django_db

WATER = Lifecycle({"ice": ("water",), "water": ("ice", "steam")}, field="source")


@pytest.fixture
def ice():
    return Receipt.objects.create(source="ice", external_id="1", received_at=clock.now())


def test_a_drawn_arrow_is_walked_and_takes_its_fields_along(ice):
    WATER.move(ice, "water", external_id="2")
    assert (ice.source, ice.external_id) == ("water", "2")


def test_what_is_not_drawn_cannot_happen(ice):
    with pytest.raises(IllegalMove):
        WATER.move(ice, "steam")
    ice.refresh_from_db()
    assert ice.source == "ice"


def test_two_who_read_the_same_state_cannot_both_move(ice):
    same_ice = Receipt.objects.get(pk=ice.pk)
    WATER.move(ice, "water")
    with pytest.raises(MovedMeanwhile):
        WATER.move(same_ice, "water")
