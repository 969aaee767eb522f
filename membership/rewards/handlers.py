"""What we do on hearing facts; each may be heard twice."""

from kernel.events import listen
from membership.accounts.events import SignedUp
from membership.rewards import services


@listen(SignedUp)
def welcome_the_member(fact: SignedUp) -> None:
    services.welcome(user_id=fact.user_id)
