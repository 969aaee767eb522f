from django.db import transaction

from kernel import clock
from membership.sessions.models import Session


@transaction.atomic
def forget_expired() -> int:
    """Sessions whose time is over are gone; how many."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
