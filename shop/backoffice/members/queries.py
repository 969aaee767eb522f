"""The list of members, as it is looked through."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from membership.models import User
from membership.points.queries import balances_of
from membership.tiers.queries import at_level, levels, members


@dataclass(frozen=True)
class Row:
    """A member as the list shows it."""

    member: User
    level: str
    net_spend: Decimal
    points: int
    pending: int


def found(*, level: int = 0, words: str = "") -> QuerySet[User]:
    """Members of one level (0: of all), whose address, name or phone begins with the words."""
    people = at_level(members(), level) if level else members()
    if words:
        beginnings = ("email", "first_name", "last_name", "phone")
        people = people.filter(_any(Q(**{f"{field}__istartswith": words}) for field in beginnings))
    return people


def rows(people: list[User]) -> list[Row]:
    """What the list says of these; two queries, however many."""
    names = {level.number: level.name for level in levels()}
    balances = balances_of([member.pk for member in people])
    return [
        Row(member, names[member.level], member.net_spend, balances[member.pk].available, balances[member.pk].pending)
        for member in people
    ]


def _any(conditions) -> Q:
    either = Q()
    for condition in conditions:
        either |= condition
    return either
