from typing import Any

from allauth.account.models import EmailAddress

from kernel.events import announce
from membership.accounts.events import EmailConfirmed


def tell_of_confirmed_email(email_address: EmailAddress, **_: Any) -> None:
    announce(EmailConfirmed(user_id=email_address.user_id))
