"""Where a member is logged in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kernel import clock
from membership.models import User
from membership.sessions import policy
from membership.sessions.models import Session
from membership.sessions.services import BROWSER, SINCE

SHOWN = 50


@dataclass(frozen=True)
class OpenSession:
    """``since`` is None for sessions that are older than this page."""

    name: str
    browser: str
    since: datetime | None
    until: datetime
    is_this: bool


def sessions_of(user: User, this_key: str) -> list[OpenSession]:
    """This one first, then those that last longest; at most fifty. One query."""
    rows = Session.objects.filter(member=user, expire_date__gt=clock.now()).order_by("-expire_date")[:SHOWN]
    return sorted((_open(row, this_key) for row in rows), key=lambda each: not each.is_this)


def _open(row: Session, this_key: str) -> OpenSession:
    told = row.get_decoded()
    since = told.get(SINCE)
    return OpenSession(
        name=policy.name_of(row.session_key),
        browser=told.get(BROWSER, ""),
        since=datetime.fromtimestamp(since, UTC) if since else None,
        until=row.expire_date,
        is_this=row.session_key == this_key,
    )
