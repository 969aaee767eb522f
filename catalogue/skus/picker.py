"""Which variant a shopper means, and what else there is to choose. Works on plain variants; the address is the memory.

Options are chosen in their order, colour before size: a value is refused only for what was chosen before it, so that
nobody has to give up a size to see another colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue.skus.queries import Variant


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool
    is_refused: bool
    reason: str = ""


@dataclass(frozen=True)
class Option:
    """One thing to choose, such as the colour; ``code`` is its name in the address."""

    code: str
    name: str
    chosen: str
    choices: list[Choice]

    @property
    def reasons(self) -> list[str]:
        """Why some of it cannot be had, each said once."""
        return list(dict.fromkeys(choice.reason for choice in self.choices if choice.reason))


def variant_meant(variants: Sequence[Variant], asked: Mapping[str, str]) -> Variant | None:
    """The variant with the SKU of the address; else the one nearest to the choices in it, best one that can be had.

    None where there is no variant at all. What an address names and is not there is passed over.
    """
    named = [variant for variant in variants if variant.sku == asked.get("sku")]
    near = named or list(variants)
    for code in _codes(variants):
        fitting = [variant for variant in near if _value(variant, code) == asked.get(code)]
        near = fitting or near
    return next((variant for variant in near if not variant.sold_out), near[0] if near else None)


def options_of(variants: Sequence[Variant], chosen: Variant | None) -> list[Option]:
    """What can be chosen, in order, with ``chosen`` marked and what cannot be had refused with its reason."""
    return [_option(code, variants, chosen) for code in _codes(variants)] if chosen else []


def _option(code: str, variants: Sequence[Variant], chosen: Variant) -> Option:
    before = _codes(variants)[: _codes(variants).index(code)]
    fitting = [each for each in variants if all(_value(each, other) == _value(chosen, other) for other in before)]
    values = {option.value: option.label for variant in variants for option in variant.options if option.code == code}
    name = next(option.name for variant in variants for option in variant.options if option.code == code)
    choices = [_choice(code, value, label, fitting, chosen) for value, label in values.items()]
    return Option(code, name, values.get(_value(chosen, code), ""), choices)


def _choice(code: str, value: str, label: str, fitting: Sequence[Variant], chosen: Variant) -> Choice:
    made = [variant for variant in fitting if _value(variant, code) == value]
    can_be_had = any(not variant.sold_out for variant in made)
    is_chosen = _value(chosen, code) == value
    reason = "" if can_be_had else _refusal(label, made)
    return Choice(value, label, is_chosen, is_refused=not can_be_had and not is_chosen, reason=reason)


def _refusal(label: str, made: Sequence[Variant]) -> str:
    return (_("%s is sold out at the moment.") if made else _("%s is not made in this combination.")) % label


def _codes(variants: Sequence[Variant]) -> list[str]:
    return list(dict.fromkeys(option.code for variant in variants for option in variant.options))


def _value(variant: Variant, code: str) -> str:
    return next((option.value for option in variant.options if option.code == code), "")
