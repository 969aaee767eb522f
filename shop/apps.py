from oscar.config import Shop


class Ground(Shop):
    """Oscar under the house: its templates' tags, its checks, none of its pages."""

    def ready(self) -> None:
        import oscar.checks  # noqa: F401
