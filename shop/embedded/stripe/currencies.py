"""Minor units and the smallest charge of a currency, as Stripe publishes them (docs.stripe.com/currencies)."""

from . import errors

ZERO_DECIMAL = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"]
)
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])

# In minor units. CNY is not in the table; a charge must be worth half a dollar, and HK$4.00 is the nearest that is.
SMALLEST_CHARGE = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "cny": 400, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50,
    "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
LARGEST_CHARGE = 99_999_999
SIGNS = {"cny": "¥", "jpy": "¥", "usd": "$", "hkd": "HK$", "eur": "€", "gbp": "£"}


def checked(amount: int, currency: str) -> tuple[int, str]:
    """The amount and the lower-case currency of a charge Stripe would take."""
    currency = currency.lower()
    if len(currency) != 3 or not currency.isalpha():
        raise errors.invalid(f"Invalid currency: {currency}", code="parameter_invalid", param="currency")
    smallest = SMALLEST_CHARGE.get(currency, 50)
    if amount < smallest:
        message = f"Amount must be at least {displayed(smallest, currency)}"
        raise errors.invalid(message, code="amount_too_small", param="amount")
    if amount > LARGEST_CHARGE:
        message = f"Amount must be no more than {displayed(LARGEST_CHARGE, currency)}"
        raise errors.invalid(message, code="amount_too_large", param="amount")
    return amount, currency


def displayed(amount: int, currency: str) -> str:
    """``¥1,234.50`` for 123450 minor units of CNY, ``¥500`` for 500 of JPY, ``KWD 1.500`` for 1500 of KWD."""
    places = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    whole, minor = divmod(amount, 10**places)
    figure = f"{whole:,}.{minor:0{places}d}" if places else f"{whole:,}"
    return SIGNS.get(currency, f"{currency.upper()} ") + figure
