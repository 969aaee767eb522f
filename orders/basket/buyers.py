"""Who is buying, as far as offers ask: the level, whether it is the first order, and what was used up before."""

from collections.abc import Iterable
from dataclasses import dataclass

from membership.tiers.queries import level_of
from orders.queries import was_ever_paid_by
from promotions.coupons.queries import mail_key
from promotions.queries import Buyer, Rule, offers_had_by, used_up_by


@dataclass(frozen=True)
class Contact:
    """All we know of a shopper: the account, or for guests what was entered in the checkout so far."""

    user_id: int | None = None
    email: str = ""
    phone: str = ""

    @property
    def names(self) -> list[str]:
        """The names under which uses of offers are counted."""
        known = {"user": self.user_id, "mail": mail_key(self.email), "phone": _digits(self.phone)}
        return [f"{kind}:{value}" for kind, value in known.items() if value]


def buyer_of(contact: Contact, rules: Iterable[Rule], *, but_by: str = "") -> Buyer:
    """What the rules want to know of the shopper; what none of them asks is not looked up. Four queries at most.

    What the order ``but_by`` uses of limited offers does not count.
    """
    rules = list(rules)
    return Buyer(
        level=level_of(contact.user_id) if any(rule.least_level for rule in rules) else 0,
        is_first_order=not (any(rule.for_first_order for rule in rules) and has_bought(contact)),
        used_up=used_up_by(contact.names, rules, but_by=but_by),
        had=offers_had_by(contact.names, rules, but_by=but_by),
    )


def has_bought(contact: Contact) -> bool:
    """Whether an order was ever paid by this account, or with this mailbox or telephone, as a guest too."""
    return was_ever_paid_by(user_id=contact.user_id, email=contact.email, phone=contact.phone)


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())
