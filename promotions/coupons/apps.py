from oscar.apps.voucher.apps import VoucherConfig as OscarVoucherConfig


class VoucherConfig(OscarVoucherConfig):
    name = "promotions.coupons"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from promotions.coupons import handlers  # noqa: F401
