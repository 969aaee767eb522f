from dataclasses import dataclass

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
