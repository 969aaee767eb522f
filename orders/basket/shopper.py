"""Whose basket it is: a member's, or that of a visitor without an account."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest


@dataclass(frozen=True)
class Shopper:
    user_id: int | None
    visitor_id: str

    def owns(self, path: str = "") -> Q:
        """The filter for what is in this shopper's hands; ``path`` leads from the filtered row to its basket."""
        if self.user_id:
            return Q(**{f"{path}owner_id": self.user_id})
        return Q(**{f"{path}owner": None, f"{path}visitor_id": self.visitor_id or "nobody"})


def shopper_of(request: HttpRequest) -> Shopper:
    return Shopper(request.user.pk, getattr(request, "visitor_id", ""))
