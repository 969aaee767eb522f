"""An authenticator app, as on somebody's phone."""

import time

from allauth.mfa.totp.internal import auth


class App:
    def __init__(self, secret: str) -> None:
        self.secret = secret

    @property
    def code(self) -> str:
        """What it shows now; another one after 30 seconds."""
        return auth.format_hotp_value(auth.hotp_value(self.secret, int(time.time()) // 30))

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 1_000_000:06}"


def an_app_of(user) -> App:
    """Set up earlier and on another device."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    return App(secret)
