"""Everything that guards the house, two checks at a time; what complains is shown, and the exit code is 1."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("shop", "analytics", "orders", "promotions", "membership", "catalogue", "kernel")
PYTHON = sys.executable
PRODUCTION = {
    "SECRET_KEY": "long-enough-for-the-deployment-check-and-of-no-other-use-0123456789",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "ALLOWED_HOSTS": "shop.example.com",
    "STRIPE_API_KEY": "sk_live_of_no_worth",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_no_worth",
    "DEMO": "0",
    "DEBUG": "0",
}
DEMO = {"SECRET_KEY": "of no worth", "DEMO": "1"}


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    #: Only an answer with these words counts as a complaint; a service that cannot be reached does not.
    complains_with: str = ""


CHECKS = [
    Check("types", ("-m", "mypy", *FLOORS, "conftest.py", "manage.py"), DEMO),
    Check("the plan of the house", ("-m", "pytest", "-q", "tests/architecture")),
    Check("style", ("-m", "ruff", "check", "--quiet", ".")),
    Check("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Check("arrows", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
    Check("settings of production", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    Check("words", ("manage.py", "translations", "check"), DEMO),
    Check("holes in our code", ("-m", "bandit", "-q", "-lll", "-r", "-c", "pyproject.toml", *FLOORS)),
    Check(
        "holes in packages",
        ("-m", "pip_audit", "-r", "requirements.lock", "--disable-pip", "--progress-spinner", "off", "--timeout", "10"),
        complains_with="known vulnerabilit",
    ),
]


def main() -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        fine = list(pool.map(passes, CHECKS))
    print(f"{sum(fine)} of {len(fine)} checks passed", flush=True)
    sys.exit(0 if all(fine) else 1)


def passes(check: Check) -> bool:
    """Runs one check and tells what came of it."""
    began = time.monotonic()
    done = subprocess.run(
        [PYTHON, *check.command],
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = f"{time.monotonic() - began:4.0f} s"
    if done.returncode == 0:
        print(f"ok    {took}  {check.name}", flush=True)
        return True
    if check.complains_with and check.complains_with not in done.stdout:
        print(f"  ?   {took}  {check.name}: could not be asked: {done.stdout.strip().splitlines()[-1]}", flush=True)
        return True
    print(f"FAIL  {took}  {check.name}: {' '.join(check.command)}\n{done.stdout}", flush=True)
    return False


if __name__ == "__main__":
    main()
