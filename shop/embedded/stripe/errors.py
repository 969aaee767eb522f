"""Refusals in the words of Stripe's API: an HTTP status and an error object."""


class StripeError(Exception):
    """A request refused before anything changed."""

    def __init__(self, status: int, kind: str, message: str, **details) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.body = {"error": {"type": kind, "message": message, **details}}


class PaymentRefused(StripeError):
    """The card was refused. Unlike other refusals its traces are kept: the failed charge, the intent's last error."""

    def __init__(self, decline, intent: dict) -> None:
        details = {"code": decline.code, "payment_intent": intent, "charge": intent["latest_charge"]}
        if decline.reason:
            details["decline_code"] = decline.reason
        super().__init__(402, "card_error", decline.message, **details)
        self.code = decline.code


def invalid(message: str, *, status: int = 400, **details) -> StripeError:
    return StripeError(status, "invalid_request_error", message, **details)


def missing(parameter: str) -> StripeError:
    return invalid(f"Missing required param: {parameter}.", code="parameter_missing", param=parameter)


def unknown_object(kind: str, identifier: str) -> StripeError:
    name = kind.replace(".", " ")
    return invalid(f"No such {name}: '{identifier}'", status=404, code="resource_missing", param="id")


def wrong_key() -> StripeError:
    return invalid("Invalid API Key provided. The stand-in accepts keys that start with sk_test_.", status=401)


def reused_key(key: str) -> StripeError:
    message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
    return StripeError(400, "idempotency_error", f"{message} The key was {key}.")
