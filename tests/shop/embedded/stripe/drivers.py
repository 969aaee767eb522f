"""The stand-in as a process of its own, a shop that listens to it, and a browser for its pages."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe


class StandIn:
    """The process, its levers, and how to wait for what it does on its own time."""

    def __init__(self, folder):
        self.folder = folder
        self.port = 0
        self.start()

    def start(self, *options):
        command = [sys.executable, "-m", "shop.embedded.stripe", "--port", str(self.port), "--data", str(self.folder)]
        command += options
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        listening = re.search(r"http://127\.0\.0\.1:(\d+)", self.process.stdout.readline())
        self.port = int(listening[1])
        self.reader = threading.Thread(target=self.process.stdout.read, daemon=True)
        self.reader.start()
        self.address = f"http://127.0.0.1:{self.port}"

    def kill(self):
        self._ended_by(signal.SIGKILL)

    def stop(self):
        assert self._ended_by(signal.SIGTERM) == 0

    def _ended_by(self, number):
        self.process.send_signal(number)
        status = self.process.wait(timeout=10)
        self.reader.join()
        self.process.stdout.close()
        return status

    def lever(self, name, _method="POST", **wanted):
        body = json.dumps(wanted).encode() if _method == "POST" else None
        request = urllib.request.Request(
            f"{self.address}/_control/{name}", body, {"Content-Type": "application/json"}, method=_method
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def order(self, kind, **wanted):
        return self.lever("faults", kind=kind, **wanted)

    def client(self, retries=0):
        return stripe.StripeClient(
            "sk_test_shop",
            base_addresses={"api": self.address},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=5),
        )


class Shop:
    """Keeps what it is told; answers 200 unless a test sets ``refusals``."""

    def __init__(self):
        shop = self
        self.told, self.refusals, self.forged = [], 0, 0
        self._lock = threading.Condition()

        class Door(BaseHTTPRequestHandler):
            def do_POST(self):
                self.send_response(shop.hear(self.rfile.read(int(self.headers["Content-Length"])), self.headers))
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/callbacks/stripe/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def hear(self, body, headers):
        with self._lock:
            if self.refusals:
                self.refusals -= 1
                return 503
            try:
                event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], self.secret)
            except stripe.SignatureVerificationError:
                self.forged += 1
                return 400
            self.told.append(event)
            self._lock.notify_all()
            return 200

    def waits_for(self, kind, times=1):
        """The events of this kind, once as many arrived; fails after ten seconds."""
        with self._lock:
            arrived = self._lock.wait_for(lambda: Counter(e["type"] for e in self.told)[kind] >= times, timeout=10)
        assert arrived, f"{kind} did not arrive {times} times; told: {Counter(e['type'] for e in self.told)}"
        return [event for event in self.told if event["type"] == kind]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def session_of(client, amount=49600, currency="cny", **more):
    line = {
        "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": "Order"}},
        "quantity": 1,
    }
    wanted = {
        "mode": "payment",
        "line_items": [line],
        "success_url": "http://shop.test/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/cancelled",
    }
    return client.v1.checkout.sessions.create(wanted | more)


def paid_intent(client, amount=10000, card="pm_card_visa", currency="cny"):
    return client.v1.payment_intents.create(
        {"amount": amount, "currency": currency, "payment_method": card, "confirm": True}
    )


class Browser:
    """Fetches the hosted pages as a browser without script would, and does not follow the way back to the shop."""

    class _Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    def __init__(self, language="en"):
        self.opener = urllib.request.build_opener(self._Stay)
        self.language = language

    def open(self, url, form=None):
        """(status, page, where it redirects to)."""
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(url, body, {"Accept-Language": self.language})
        try:
            answer = self.opener.open(request, timeout=10)
        except urllib.error.HTTPError as other:
            answer = other
        with answer:
            return answer.status, answer.read().decode(), answer.headers.get("Location")

    def pay(self, url, **typed):
        card = {"number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}
        return self.open(url, card | {"name": "Lin Wei", "email": "lin@example.com"} | typed)


def until(condition, seconds=10):
    """Asks again until true; the stand-in does some things on its own time."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.05)
    return found
