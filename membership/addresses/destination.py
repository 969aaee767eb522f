from dataclasses import dataclass

import phonenumbers

from membership.addresses import regions


@dataclass(frozen=True)
class Destination:
    """Where a parcel goes. ``country`` is an ISO 3166 code, ``phone`` international (E.164)."""

    name: str
    phone: str
    country: str
    province: str
    city: str
    district: str
    street: str
    postcode: str = ""

    @property
    def lines(self) -> list[str]:
        """As it is written on a parcel: large to small in China, small to large elsewhere."""
        place = regions.place(self.province, self.city, self.district)
        if self.country == regions.HOME:
            return [place, self.street]
        return [self.street, " ".join(filter(None, [self.postcode, self.city])), self.province]

    @property
    def line(self) -> str:
        """The same in one line; Chinese places need no comma between them."""
        return (" " if self.country == regions.HOME else ", ").join(filter(None, self.lines))

    @property
    def phone_as_read(self) -> str:
        """``138 0013 8000``, with the country in front where it is another than ours."""
        try:
            number = phonenumbers.parse(self.phone)
        except phonenumbers.NumberParseException:
            return self.phone
        is_ours = number.country_code == phonenumbers.country_code_for_region(regions.HOME)
        style = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(number, style.NATIONAL if is_ours else style.INTERNATIONAL)
