"""The carriers the store ships with. Codes are Kuaidi100's own; ``source`` is who pushes their scans to us."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Carrier:
    code: str
    name: str | Promise
    source: str
    number: str
    example: str

    def accepts(self, number: str) -> bool:
        return re.fullmatch(self.number, number) is not None


_ALL = (
    Carrier("shunfeng", _("SF Express"), "kuaidi100", r"SF\d{12,13}|\d{12}|\d{15}", "SF1380018244712"),
    Carrier("yuantong", _("YTO Express"), "kuaidi100", r"YT\d{13}|[A-Z\d]{10,18}", "YT2611240093715"),
    Carrier("zhongtong", _("ZTO Express"), "kuaidi100", r"\d{12,15}", "78412600931548"),
    Carrier("shentong", _("STO Express"), "kuaidi100", r"\d{12,15}", "773126009315482"),
    Carrier("yunda", _("Yunda Express"), "kuaidi100", r"\d{13}|\d{15}", "4312600931548"),
    Carrier("jd", _("JD Logistics"), "kuaidi100", r"JD[A-Z\d]{9,16}", "JDVA20931548126"),
    Carrier("ems", _("EMS"), "kuaidi100", r"[A-Z]{2}\d{9}[A-Z]{2}|\d{13}", "EA126009315CN"),
    Carrier("courier", _("City Courier"), "courier", r"CC\d{10}", "CC2611240937"),
)
CARRIERS = {carrier.code: carrier for carrier in _ALL}


def name_of(code: str) -> str:
    """The carrier's name in the active language; its code where we do not know it."""
    return str(CARRIERS[code].name) if code in CARRIERS else code


def choices() -> list[tuple[str, str | Promise]]:
    return [(carrier.code, carrier.name) for carrier in _ALL]


def spelled(number: str) -> str:
    """A tracking number as it is stored: no spaces or dashes, capitals."""
    return re.sub(r"[\s-]+", "", number).upper()
