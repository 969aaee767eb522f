"""Members with something to spend."""

from membership.points import services as points
from tests.membership.staff.factories import a_shopper


def a_shopper_with_points(count=5_000):
    """A member who may spend so many at once."""
    shopper = a_shopper()
    points.earn(user_id=shopper.pk, points=count, key="gift", reason="sign-up")
    return shopper
