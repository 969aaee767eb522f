"""A request as it came in and an answer as it goes out."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from . import parameters


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: str = ""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def parameters(self) -> dict:
        """The body of a POST, the query of anything else, decoded from Stripe's form encoding (or JSON)."""
        if self.headers.get("content-type", "").startswith("application/json"):
            return json.loads(self.body or "{}")
        return parameters.decoded(self.body if self.method == "POST" else urlsplit(self.target).query)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    #: Given out only when the shop was told what happened to this object.
    after_telling_of: str = ""


def json_answer(status: int, body: object, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(body).encode(), "application/json", names)


def redirect(location: str, *, after_telling_of: str = "") -> Answer:
    return Answer(303, headers={"Location": location}, after_telling_of=after_telling_of)
