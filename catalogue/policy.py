"""How the catalogue is kept clear."""

#: A tree deeper than this loses shoppers on the way down (避免层级过深).
DEEPEST_CLEAR_LEVEL = 4


def is_too_deep(depth: int) -> bool:
    """Whether a category this deep (a root is 1) deserves a warning; it is not forbidden."""
    return depth > DEEPEST_CLEAR_LEVEL
