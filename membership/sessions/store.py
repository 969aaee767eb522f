"""Sessions in the database, as Django has them, that bring their member along. Django finds the class by its name."""

from contextvars import ContextVar
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from membership.models import User
from membership.sessions.models import Session

_came_along: ContextVar[User | None] = ContextVar("member of the session", default=None)


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.member_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # unknown to Django's stubs
        _came_along.set(row.member if row else None)
        return row


def taken_along(user_id: Any) -> User | None:
    """The member who came with the session that was read last, once; None for anybody else."""
    member = _came_along.get()
    _came_along.set(None)
    return member if member and str(member.pk) == str(user_id) else None
