"""Locks that the operating system gives back when their holder dies, however it dies."""

import fcntl
from pathlib import Path
from typing import TextIO


def try_lock(path: Path) -> TextIO | None:
    """A lock held until the returned file is closed; None while another process has it."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def wait_for_lock(path: Path) -> TextIO:
    """The same, after whoever holds it now."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file
