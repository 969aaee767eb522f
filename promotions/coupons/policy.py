"""What a coupon is worth keeping apart: codes nobody guesses, persons nobody doubles, days that end at midnight."""

import re
import secrets
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

#: Without letters and digits that are taken for each other; 32 of them are 5 bits each.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GENERATED_LENGTH = 12
#: A code that is made up by a person: letters, digits and hyphens, at least four.
TYPED_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{3,31}")

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


class Validity(StrEnum):
    """Until when a coupon in a wallet can be used."""

    UNTIL_END = "end"
    DAYS = "days"
    MONTH = "month"


class Fate(StrEnum):
    """Where a coupon in a wallet stands."""

    USABLE = "usable"
    USED = "used"
    EXPIRED = "expired"


class Standing(StrEnum):
    """Where a coupon of the claim centre stands for who looks at it."""

    CLAIMABLE = "claimable"
    NEEDS_LOGIN = "needs login"
    CLAIMED = "claimed"
    USED_UP = "used up"
    NOT_YET = "not yet"
    OVER = "over"


def new_code() -> str:
    """A code of 60 random bits in groups of four: ``7KQ2-M9XD-4TRA``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GENERATED_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, GENERATED_LENGTH, 4))


def last_day(validity: Validity, claimed_on: date, days: int | None, ends_on: date) -> date:
    """The last day on which a coupon claimed that day can be used, all in store days."""
    match validity:
        case Validity.DAYS:
            return claimed_on + timedelta(days=days or 0)
        case Validity.MONTH:
            return claimed_on.replace(day=monthrange(claimed_on.year, claimed_on.month)[1])
        case _:
            return ends_on


def standing(*, is_member: bool, is_had: bool, is_left: bool, has_begun: bool, is_over: bool) -> Standing:
    """The first of these that holds is what the shopper is told."""
    if is_had:
        return Standing.CLAIMED
    if is_over:
        return Standing.OVER
    if not is_left:
        return Standing.USED_UP
    if not has_begun:
        return Standing.NOT_YET
    return Standing.CLAIMABLE if is_member else Standing.NEEDS_LOGIN


def persons(*, user_id: int | None, email: str, phone: str) -> list[str]:
    """Digests of everything that tells a person, sorted so that locks are taken in one order."""
    told = {
        "member": str(user_id or ""),
        "mail": mail_key(email),
        "phone": re.sub(r"[^\d+]", "", phone or ""),
    }
    return sorted(sha256(f"{kind}:{value}".encode()).hexdigest() for kind, value in told.items() if value)


def mail_key(email: str) -> str:
    """Equal for addresses that end in one mailbox: whatever case, tag after a plus, or dots where they mean nothing."""
    name, at, host = (email or "").strip().casefold().rpartition("@")
    name = name.partition("+")[0]
    if host in _DOTLESS:
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}{at}{host}"
