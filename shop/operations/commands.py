"""Running ``manage.py`` commands: what a newcomer is most likely to miss is said in one line."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection

NO_DATABASE = "No database answers. Start one with `make demo` in another shell, or set DATABASE_URL."


def run(arguments: list[str]) -> None:
    """Runs the command; ends the process with one line where there are no settings or no database."""
    try:
        execute_from_command_line(arguments)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
    except OperationalError:
        if _database_answers():
            raise
        sys.exit(NO_DATABASE)


def _database_answers() -> bool:
    connection.close()
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
