"""11月7日, without a nought in front."""

MONTH_DAY_FORMAT = "n月j日"
