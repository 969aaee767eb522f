"""Which operating system account runs PostgreSQL: it refuses to be started by root."""

import os
import pwd

UNPRIVILEGED = ("postgres", "nobody")


def postgres_account() -> pwd.struct_passwd | None:
    """None when we are an ordinary user ourselves, else an existing account without rights."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("PostgreSQL will not run as root and there is neither a 'postgres' nor a 'nobody' account.")
