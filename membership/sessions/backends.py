from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from membership.models import User
from membership.sessions.store import taken_along


class MemberBackend(AuthenticationBackend):
    """Logs in as allauth does. Whom the session brought along is not asked for a second time."""

    def get_user(self, user_id: Any) -> User | None:
        member = taken_along(user_id)
        if member is None:
            return super().get_user(user_id)
        return member if self.user_can_authenticate(member) else None
