"""What every step of a request has in common: its order is locked first, the history and the log are written."""

from collections.abc import Mapping
from typing import Any

from kernel import audit, clock
from orders import services as orders
from orders.aftersales.lifecycle import RETURN
from orders.aftersales.models import Return

S = Return.State


def lock(request: Return) -> None:
    """Hold the order and the request until the transaction ends, and read the request as it is now."""
    orders.lock(request.order)
    order = request.order
    request.refresh_from_db(from_queryset=Return.objects.select_for_update(of=("self",)))
    request.order = order


def move(request: Return, state: str, *, by: str = "", told: Mapping[str, Any] | None = None, **also: Any) -> None:
    """The request is in ``state``; the shopper reads of it on the order's timeline."""
    also["closed_at"] = clock.now() if state in Return.OVER else None
    RETURN.move(request, state, **also)
    details = {"place": request.place, "kind": request.kind, **(told or {})}
    orders.tell(order=request.order, kind=f"return_{state}", details=details, by=by)


def note(request: Return, what: str, before: Mapping[str, Any], **after: Any) -> None:
    """Who did it is in the audit log. Recorded last, after every row that is locked."""
    audit.record(
        action=f"returns.{what}",
        subject=f"return:{request.number}",
        before=before,
        after={"state": request.state, **after},
    )
