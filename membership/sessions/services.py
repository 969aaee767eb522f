"""Commands about where a member is logged in."""

from django.contrib.sessions.backends.base import SessionBase

from kernel import clock
from membership.models import User
from membership.sessions import policy
from membership.sessions.models import Session

BROWSER, SINCE = "browser", "since"


def note_browser(*, session: SessionBase, user_agent: str) -> None:
    """The session knows since when it is a member's, and in which browser."""
    session[SINCE] = clock.now().timestamp()
    session[BROWSER] = policy.browser_of(user_agent)


def end_session(*, user: User, name: str) -> None:
    """Whoever is logged in as ``user`` there is not so any more; where there is no such session nothing changes."""
    keys = Session.objects.filter(member=user).values_list("session_key", flat=True)
    Session.objects.filter(member=user, pk__in=[key for key in keys if policy.name_of(key) == name]).delete()


def end_other_sessions(*, user: User, keep: str) -> None:
    """``user`` is logged in nowhere but in the session with the key ``keep``."""
    Session.objects.filter(member=user).exclude(pk=keep).delete()
