"""Sessions in the database, as Django has them, that bring their member along. Django finds the class by its name."""

from contextvars import ContextVar
from secrets import token_hex
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from kernel import clock
from kernel.prepared import Prepared, object_of
from membership.models import User
from membership.sessions.models import Session

_came_along: ContextVar[User | None] = ContextVar("member of the session", default=None)


def _kept(keys: RawSQL) -> QuerySet[Session, Any]:
    member = (f"member__{field.attname}" for field in User._meta.concrete_fields)
    return Session.objects.filter(pk__in=keys).values_list("expire_date", "session_data", *member)


#: What is read for every request of whoever has a session.
_KEPT = Prepared(_kept)

#: Written out: it comes with every order of a guest, whose session begins with it.
_BEGIN = """
INSERT INTO membersessions_session (session_key, session_data, expire_date, member_id)
VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.member_id = data.get(SESSION_KEY)
        return row

    def _get_new_session_key(self) -> str:
        """160 random bits. Django asks first whether they are taken; ``create`` hears it anyway, and takes others."""
        return token_hex(20)

    def save(self, must_create: bool = False) -> None:
        """A session that begins is written by one statement, in whatever transaction there is or none."""
        if not must_create:
            super().save()
            return
        row = self.create_model_instance(cast("Any", self)._get_session(no_load=True))
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [row.session_key, row.session_data, row.expire_date, row.member_id])
            if not cursor.rowcount:
                raise CreateError

    def load(self) -> dict[str, Any]:
        _came_along.set(None)
        [(ends_at, told, *member)] = _KEPT.rows([self.session_key]) or [(None, "", None)]
        if ends_at is None or ends_at <= clock.now():
            self._session_key = None  # nobody chooses the key of a session to come
            return {}
        _came_along.set(object_of(User, member) if member[0] else None)
        return self.decode(told)


def taken_along(user_id: Any) -> User | None:
    """The member who came with the session that was read last, once; None for anybody else."""
    member = _came_along.get()
    _came_along.set(None)
    return member if member and str(member.pk) == str(user_id) else None
