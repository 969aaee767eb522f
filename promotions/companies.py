"""Which rules of a lane may lower the same price: companies. Pure."""

from collections.abc import Iterable, Sequence

from promotions.rules import Gain, Rule

Company = tuple[Rule, ...]


def companies_of(rules: Iterable[Rule]) -> list[Company]:
    """Every set of rules that may act together, each in the order of the rules' places.

    An exclusive rule is its own company; those that combine with anyone are one; a choosy rule comes with those it
    goes with. Which companies there are depends on the rules alone and not on a basket, so that more goods never
    break a company up. Lone rules that can never win are left out, so that 200 offers cost what a few do.
    """
    placed = sorted(rules, key=lambda rule: rule.place)
    together = [rule for rule in placed if not rule.is_exclusive]
    open_to_all = tuple(rule for rule in together if not rule.goes_with)
    choosy = [_around(rule, together) for rule in together if rule.goes_with]
    alone = _without_the_beaten([rule for rule in placed if rule.is_exclusive])
    companies = [company for company in (open_to_all, *choosy) if company] + [(rule,) for rule in alone]
    return sorted(companies, key=lambda company: [rule.place for rule in company])


def may_meet(rule: Rule, other: Rule) -> bool:
    """Whether two rules may lower the same price."""
    if rule.is_exclusive or other.is_exclusive:
        return False
    is_choosy = rule.goes_with or other.goes_with
    return not is_choosy or other.id in rule.goes_with or rule.id in other.goes_with


def _around(first: Rule, others: Iterable[Rule]) -> Company:
    company = [first]
    for other in others:
        if other is not first and all(may_meet(other, member) for member in company):
            company.append(other)
    return tuple(sorted(company, key=lambda rule: rule.place))


def _without_the_beaten(rules: Sequence[Rule]) -> list[Rule]:
    """Of rules of one kind in one range, whose needs are met, the strongest beats the others everywhere."""
    strongest: dict[tuple[int, Gain], Rule] = {}
    incomparable = []
    for rule in rules:
        if rule.most_discount is not None or rule.most_pieces is not None or rule.gain not in COMPARABLE:
            incomparable.append(rule)
            continue
        known = strongest.get((rule.gain_range, rule.gain))
        if known is None or rule.gain_value > known.gain_value:
            strongest[rule.gain_range, rule.gain] = rule
    return sorted([*incomparable, *strongest.values()], key=lambda rule: rule.place)


COMPARABLE = frozenset([Gain.PERCENTAGE, Gain.AMOUNT, Gain.AMOUNT_EACH])
