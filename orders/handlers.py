"""What we do on hearing others' facts; each may be heard twice."""

from functools import reduce
from operator import or_

from django.db.models import Q

from kernel.events import listen
from membership.accounts.events import EmailConfirmed
from membership.accounts.queries import confirmed_emails_of
from orders.models import Order


@listen(EmailConfirmed)
def attach_guest_orders(fact: EmailConfirmed) -> None:
    """Orders placed as a guest with a confirmed address are the member's from now on."""
    theirs = [Q(guest_email__iexact=email) for email in confirmed_emails_of(fact.user_id)]
    if theirs:
        Order.objects.filter(reduce(or_, theirs), user=None).update(user_id=fact.user_id)
