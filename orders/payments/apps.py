from oscar.apps.payment.apps import PaymentConfig as OscarPaymentConfig


class PaymentConfig(OscarPaymentConfig):
    name = "orders.payments"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from orders.payments import handlers, words  # noqa: F401
