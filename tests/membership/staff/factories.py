"""People who work in the store."""

from itertools import count

from membership.models import User
from membership.staff import services

_sequence = count(1)


def a_shopper(**fields) -> User:
    return User.objects.create_user(
        **{"email": f"shopper-{next(_sequence)}@example.com", "password": "secret", **fields}
    )


def a_member_of_staff(*roles: str, **fields) -> User:
    user = a_shopper(**{"email": f"{'-'.join(roles)}-{next(_sequence)}@shop.example", **fields})
    services.set_roles(user=user, roles=set(roles))
    user.refresh_from_db()
    return user
