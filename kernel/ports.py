"""A port lets a lower floor use what an upper floor knows, without importing it."""

from collections.abc import Callable
from typing import TypeVar

Plug = TypeVar("Plug")


class Port(dict[str, Plug]):
    """Named plugs; each upper room plugs itself in from its AppConfig.ready."""

    def plug(self, name: str) -> Callable[[Plug], Plug]:
        def register(plug: Plug) -> Plug:
            if name in self:
                raise ValueError(f"{name} is already plugged in")
            self[name] = plug
            return plug

        return register
