"""What happens by itself when its time has come."""

from . import checkout_sessions, refunds
from .account import Account

ACTS = {"checkout.session": checkout_sessions.expired, "refund": refunds.settle}


def do_what_is_due(account: Account) -> None:
    """Expires overdue sessions and settles refunds the bank has decided."""
    with account.ledger.transaction():
        for document in account.ledger.due():
            ACTS[document["object"]](account, document)
