"""The names of the countries we ship to, so that they are translated with everything else."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "AU": _("Australia"),
    "CA": _("Canada"),
    "CN": _("Mainland China"),
    "DE": _("Germany"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "HK": _("Hong Kong SAR"),
    "JP": _("Japan"),
    "KR": _("South Korea"),
    "MO": _("Macao SAR"),
    "MY": _("Malaysia"),
    "NZ": _("New Zealand"),
    "SG": _("Singapore"),
    "TW": _("Taiwan, China"),
    "US": _("United States"),
}
