"""Which role may do what. Least privilege: a right is named here or it is not had."""

from collections.abc import Iterable

OWNER = "owner"
MERCHANDISER = "merchandiser"
MARKETER = "marketer"
WAREHOUSE = "warehouse"
SUPPORT = "support"
ANALYST = "analyst"

ROLES = (OWNER, MERCHANDISER, MARKETER, WAREHOUSE, SUPPORT, ANALYST)

#: Each permission with the roles that have it besides the owner, who has them all.
GRANTS: dict[str, frozenset[str]] = {
    "office.enter": frozenset({MERCHANDISER, MARKETER, WAREHOUSE, SUPPORT, ANALYST}),
    "orders.view": frozenset({WAREHOUSE, SUPPORT}),
    "orders.ship": frozenset({WAREHOUSE}),
    "orders.cancel": frozenset({SUPPORT}),
    "orders.refund": frozenset({SUPPORT}),
    "invoices.view": frozenset({SUPPORT}),
    "returns.view": frozenset({WAREHOUSE, SUPPORT}),
    "returns.answer": frozenset({SUPPORT}),
    "returns.receive": frozenset({WAREHOUSE}),
    "reviews.view": frozenset({MERCHANDISER, MARKETER, SUPPORT}),
    "reviews.judge": frozenset({MERCHANDISER, SUPPORT}),
    "products.view": frozenset({MERCHANDISER, MARKETER, WAREHOUSE, SUPPORT, ANALYST}),
    "products.edit": frozenset({MERCHANDISER}),
    "prices.edit": frozenset({MERCHANDISER}),
    "stock.view": frozenset({MERCHANDISER, WAREHOUSE, SUPPORT, ANALYST}),
    "stock.edit": frozenset({WAREHOUSE}),
    "content.edit": frozenset({MERCHANDISER, MARKETER}),
    "promotions.view": frozenset({MERCHANDISER, MARKETER, SUPPORT, ANALYST}),
    "promotions.edit": frozenset({MARKETER}),
    "members.view": frozenset({SUPPORT, MARKETER}),
    "members.edit": frozenset({SUPPORT}),
    "levels.edit": frozenset({MARKETER}),
    "kpis.view": frozenset({MERCHANDISER, MARKETER, ANALYST}),
    "exports": frozenset({ANALYST}),
    "audit.view": frozenset(),
    "staff.edit": frozenset(),
    "settings.edit": frozenset(),
    "operations.view": frozenset(),
}

#: A session in the back office ends after so long without a click, and after so long in any case.
IDLE_SECONDS = 30 * 60
SESSION_SECONDS = 8 * 3600


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Everything that holders of these roles may do together."""
    held = set(roles)
    if OWNER in held:
        return frozenset(GRANTS)
    return frozenset(permission for permission, granted in GRANTS.items() if granted & held)


def may(roles: Iterable[str], permission: str) -> bool:
    """Raises KeyError for a permission that no one ever named."""
    held = set(roles)
    return OWNER in held or bool(GRANTS[permission] & held)


def session_has_ended(*, now: float, began: float, last_seen: float) -> bool:
    """All in seconds since the epoch."""
    return now - last_seen > IDLE_SECONDS or now - began > SESSION_SECONDS
