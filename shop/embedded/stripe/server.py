"""The HTTP server: reads a request, lets ordered faults strike, finds who answers, and answers."""

import logging
import secrets
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from . import api, control, errors, pages, webhook_endpoints
from .account import Account
from .deliveries import Couriers
from .faults import Faults
from .http import Answer, Request, json_answer
from .ledger import Ledger
from .timetable import do_what_is_due

log = logging.getLogger(__name__)
LARGEST_BODY = 1_000_000


@dataclass(frozen=True)
class Settings:
    """``address`` is how browsers reach the stand-in where that is not the loopback address it listens on."""

    port: int
    folder: Path
    webhook_url: str | None = None
    secret: str | None = None
    address: str | None = None
    events: tuple[str, ...] = ("*",)


class StandIn:
    """The running stand-in: server, couriers and timetable over one account."""

    def __init__(self, settings: Settings) -> None:
        self.http = _Server(("127.0.0.1", settings.port), _Handler)
        address = settings.address or f"http://127.0.0.1:{self.http.server_port}"
        self.account = Account(Ledger(settings.folder), Faults(), address.rstrip("/"))
        self.couriers = Couriers(self.account)
        self.http.stand_in = self
        if settings.webhook_url:
            self._listen(settings, settings.webhook_url)

    def serve(self) -> None:
        """Runs until ``close`` is called from another thread or a signal handler."""
        self.couriers.start()
        threading.Thread(target=self._keep_time, daemon=True).start()
        log.info("listening on %s", self.account.address)
        self.http.serve_forever(poll_interval=0.2)

    def close(self) -> None:
        self.couriers.close()
        self.http.shutdown()

    def _listen(self, settings: Settings, url: str) -> None:
        secret = settings.secret or f"whsec_{secrets.token_hex(16)}"
        with self.account.ledger.transaction():
            webhook_endpoints.register(self.account, url, secret=secret, wanted=settings.events)

    def _keep_time(self) -> None:
        while True:
            time.sleep(0.5)
            do_what_is_due(self.account)
            self.couriers.wake()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    stand_in: StandIn


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_DELETE(self) -> None:
        self._handle("DELETE")

    def _handle(self, method: str) -> None:
        started = time.monotonic()
        request = self._read(method)
        if request is None:
            return self._send(json_answer(413, {"error": {"message": "Too large."}}))
        answer = self._answered(request)
        if answer is None:
            self.close_connection = True  # an ordered fault: the caller never learns what came of it
            return None
        if answer.after_telling_of:
            self.server.stand_in.couriers.tell_of(answer.after_telling_of)
        self._send(answer)
        self.server.stand_in.couriers.wake()
        log.info("%s %s %d %.0f ms", method, request.path, answer.status, (time.monotonic() - started) * 1000)
        return None

    def _read(self, method: str) -> Request | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            return None
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(method, self.path, headers, self.rfile.read(length).decode("utf-8", "replace"))

    def _answered(self, request: Request) -> Answer | None:
        try:
            return _with_faults(self.server.stand_in.account, request)
        except Exception:
            log.exception("%s %s", request.method, request.path)
            return _server_error()

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args) -> None:
        """Silent: ``_handle`` writes one line for each request."""


def _with_faults(account: Account, request: Request) -> Answer | None:
    """The answer, unless an ordered fault spoils it; None means the connection just ends."""
    if not request.path.startswith("/v1/"):
        return _answer(account, request)
    strike, subject = account.faults.strike, request.path
    if strike("rate_limit", subject):
        return json_answer(429, errors.invalid("Too many requests.", code="rate_limit").body)
    if strike("fail_before", subject):
        return _server_error()
    answer = _answer(account, request)
    if slow := strike("slow", subject):
        time.sleep(slow.seconds)
    if strike("fail_after", subject):
        return _server_error()
    return None if strike("hang_up", subject) else answer


def _answer(account: Account, request: Request) -> Answer:
    if request.path.startswith("/v1/"):
        return api.answer(account, request)
    if request.path.startswith("/_control/"):
        return control.answer(account, request)
    if request.path == "/healthz":
        return json_answer(200, {"status": "ok"})
    return pages.answer(account, request)


def _server_error() -> Answer:
    return json_answer(500, {"error": {"type": "api_error", "message": "An unknown error occurred."}})
