from allauth.account.signals import email_confirmed
from oscar.apps.customer.apps import CustomerConfig as OscarCustomerConfig


class CustomerConfig(OscarCustomerConfig):
    name = "membership.accounts"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from membership.accounts import handlers

        email_confirmed.connect(handlers.tell_of_confirmed_email)
