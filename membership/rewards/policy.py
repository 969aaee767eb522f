"""What is given to whom, and under which key, so that nobody is given it twice."""

from datetime import date

#: From this level on there is a coupon each month.
MONTHLY_FROM = 2


def sign_up_key(user_id: int) -> str:
    return f"sign-up:{user_id}"


def monthly_key(user_id: int, day: date) -> str:
    """One for each member and month: ``monthly:2026-11:42``."""
    return f"monthly:{day:%Y-%m}:{user_id}"


def review_key(review_id: int) -> str:
    return f"review:{review_id}"


def share_key(share_id: int) -> str:
    return f"share:{share_id}"
