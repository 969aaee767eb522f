"""Where the embedded servers live: all of it follows from DATA_DIR, so a second shell finds them by itself."""

import hashlib
import os
import stat
from pathlib import Path

ASIDE = Path("/var/tmp")  # noqa: S108 - the folder made there is checked to be ours
ROOM_FOR_SOCKETS = 107 - len("/postgres-run/.s.PGSQL.5432")  # a unix socket's path has 107 bytes on Linux


def server_home(data_dir: Path) -> Path:
    """DATA_DIR, or a folder aside if its path is too long for a socket or closed to PostgreSQL's account."""
    data_dir = data_dir.absolute()
    too_long = len(os.fsencode(data_dir)) > ROOM_FOR_SOCKETS
    if too_long or (os.geteuid() == 0 and not is_open_to_all(data_dir)):
        return aside_of(data_dir)
    return data_dir


def aside_of(path: Path) -> Path:
    """The folder outside of private homes that stands in for ``path``, always the same one."""
    return ASIDE / f"shopkeeper-{os.geteuid()}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}"


def is_open_to_all(path: Path) -> bool:
    """Whether any account may walk to ``path``; what does not exist yet will be made open."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents) if step.exists())


def make_home(path: Path) -> Path:
    """The folder exists, is ours, and lets PostgreSQL's account pass without letting it look around."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o711)
    if path.stat().st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")
    return path
