"""Facts about levels. Instants are ISO 8601 in UTC, days ISO 8601, amounts decimal text in the store's currency."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LevelChanged:
    """``reason`` is a ``models.Reason``."""

    user_id: int
    before: int
    after: int
    reason: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class LevelAtRisk:
    """The yearly review found too little spent: ``missing`` more by the day ``until``, or the level falls."""

    user_id: int
    level: int
    missing: str
    until: str
    version: int = 1
