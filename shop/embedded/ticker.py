"""What happens in the running shop, one readable line an event, read from the logs of its processes and its mail."""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Loggers whose every line is news; from the others we hear of errors only.
NEWS = "kernel.events"
LOUD = ("error", "critical")


class Log:
    """The lines that a growing file got since we last looked."""

    def __init__(self, path: Path, *, seen: int = 0) -> None:
        self.path = path
        self._seen = seen  # bytes

    @classmethod
    def from_now_on(cls, path: Path) -> "Log":
        return cls(path, seen=path.stat().st_size if path.exists() else 0)

    def new_lines(self) -> Iterator[str]:
        if not self.path.exists():
            return
        if self.path.stat().st_size < self._seen:
            self._seen = 0  # put aside and begun again
        with self.path.open("rb") as file:
            file.seek(self._seen)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # still being written
                self._seen += len(line)
                yield line.decode(errors="replace").rstrip()


class Mailbox:
    """The letters that were put into a folder since we last looked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._logs = {path: Log.from_now_on(path) for path in folder.glob("*")}

    def new_letters(self) -> Iterator[str]:
        for path in sorted(self.folder.glob("*"), key=lambda path: path.stat().st_mtime):
            text = "\n".join(self._logs.setdefault(path, Log(path)).new_lines())
            for letter in re.split(r"^-{79}$", text, flags=re.MULTILINE):
                if letter.strip():
                    yield _addressed(letter.lstrip("\n"))


class Ticker:
    """Everything worth a line, oldest first within each source."""

    def __init__(self, logs: list[Path], mail: Path) -> None:
        self._logs = [Log.from_now_on(path) for path in logs]
        self._mail = Mailbox(mail)

    def news(self) -> Iterator[str]:
        for log in self._logs:
            for line in log.new_lines():
                if told := readable(line, source=log.path.stem):
                    yield told
        for letter in self._mail.new_letters():
            yield f"mail     {letter}"


def readable(line: str, source: str) -> str | None:
    """A sentence for a line of a log, None where it is not worth one."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if entry.get("logger") == NEWS:
        return f"{source:<8} {_sentence(entry)}"
    if entry.get("level") in LOUD:
        return f"{source:<8} ERROR {entry.get('event', '')} (see {source}.log)"
    return None


def _sentence(entry: dict[str, Any]) -> str:
    """OrderPlaced of 9HXT-2QLA-7M3K reads: order placed 9HXT-2QLA-7M3K"""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", str(entry.get("event", ""))).lower()
    about = entry.get("about", {})
    numbers = [value for name, value in about.items() if name.endswith("_number")]
    ids = [f"{name.removesuffix('_id')} {value}" for name, value in about.items() if name.endswith("_id")]
    return " ".join([words, *(numbers or ids)])


def _addressed(letter: str) -> str:
    headers = email.message_from_string(letter, policy=email.policy.default)
    return f"to {headers['To']}: {str(headers['Subject']).strip()}"
