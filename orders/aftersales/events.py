"""Facts about requests. Instants are ISO 8601 in UTC, amounts decimal text in the order's currency."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReturnRequested:
    return_id: int
    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class ReturnQuestioned:
    """The merchant wants to know something before answering."""

    return_id: int
    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class ReturnAnswered:
    """``answer`` is the state it led to: approved or rejected."""

    return_id: int
    order_id: int
    order_number: str
    answer: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class ReturnWithdrawn:
    return_id: int
    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class ReturnRefunded:
    """The money is on its way back; coupon and points are settled and the goods are in the stock again."""

    return_id: int
    order_id: int
    order_number: str
    amount: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class ReturnExchanged:
    """The new variant left the store."""

    return_id: int
    order_id: int
    order_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class AnswerDueSoon:
    """Nobody has answered yet, and the time promised is running out."""

    return_id: int
    order_number: str
    due_at: str
    version: int = 1


@dataclass(frozen=True)
class AnswerOverdue:
    """The time promised is over and nobody has answered."""

    return_id: int
    order_number: str
    due_at: str
    version: int = 1
