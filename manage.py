#!/usr/bin/env python
import os
import sys

from shop.embedded import demo, surroundings


def main() -> None:
    """``demo`` runs before Django: it starts the servers that Django needs. Every other command may join a demo."""
    if sys.argv[1:2] == ["demo"]:
        return demo.main(sys.argv[2:])
    surroundings.lend(os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    from shop.operations.commands import run

    return run(sys.argv)


if __name__ == "__main__":
    main()
