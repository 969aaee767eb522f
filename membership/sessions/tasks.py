from celery import shared_task

from membership.sessions.store import SessionStore


@shared_task
def forget_expired_sessions() -> None:
    """Sessions whose time is over are gone."""
    SessionStore.clear_expired()
