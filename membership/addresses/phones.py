"""Numbers a courier can call."""

import phonenumbers

from membership.addresses.regions import HOME


def number_to_call(typed: str, country: str = HOME) -> str:
    """The number in international form (E.164), read as somebody in ``country`` dials it; empty where it is none."""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return ""
    is_one = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_one else ""
