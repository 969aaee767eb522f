"""Facts about accounts. No address or name travels in them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EmailConfirmed:
    """A member has shown that an e-mail address is theirs."""

    user_id: int
    version: int = 1


@dataclass(frozen=True)
class SignedUp:
    """Somebody opened an account."""

    user_id: int
    version: int = 1
