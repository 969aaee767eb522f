from allauth.account.signals import email_confirmed, user_logged_in, user_signed_up
from oscar.apps.customer.apps import CustomerConfig as OscarCustomerConfig


class CustomerConfig(OscarCustomerConfig):
    name = "membership.accounts"

    def ready(self) -> None:
        """Oscar's own pages and receivers stay asleep: see docs/decisions/0005."""
        from allauth.mfa import signals
        from django.contrib.auth.signals import user_login_failed

        from membership.accounts import handlers, limits

        limits.install()
        email_confirmed.connect(handlers.tell_of_confirmed_email)
        user_signed_up.connect(handlers.tell_of_new_member)
        user_logged_in.connect(handlers.log_login)
        user_login_failed.connect(handlers.log_wrong_password)
        signals.authenticator_added.connect(handlers.trust_who_added_a_factor)
        signals.authenticator_removed.connect(handlers.forget_what_was_removed)
        signals.authentication_failed.connect(handlers.log_wrong_code)
