"""Pins the newest versions that pyproject.toml and package.json allow, with their hashes and without any address."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = (
    *(ROOT / ".venv" / "bin" / "uv", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade", "--universal"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--python-version", "3.11"),
)


def main() -> None:
    run(*COMPILE, "-o", "requirements.lock")
    run(*COMPILE, "--extra", "dev", "--constraint", "requirements.lock", "-o", "requirements-dev.lock")
    run("npm", "update", "--package-lock-only", "--ignore-scripts")


def run(*command: str | Path) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
