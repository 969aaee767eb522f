"""Which pictures we take, and which renditions we make of them."""

from pathlib import PurePosixPath

WIDTHS = (320, 640, 960, 1440)

#: Format by file ending, best first; a browser takes the first it knows.
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

ACCEPTED_FORMATS = frozenset(["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
LARGEST_FILE = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2880
RECOMMENDED_COUNT = 5


def widths_for(width: int) -> list[int]:
    """The rendition widths of a picture this wide: never blown up, at least one."""
    return [smaller for smaller in WIDTHS if smaller <= width] or [width]


def rendition_name(original: str, width: int, ending: str) -> str:
    """``photos/3f9c.jpg`` at 640 pixels as AVIF is ``photos/3f9c-640.avif``."""
    return f"{PurePosixPath(original).with_suffix('')}-{width}.{ending}"
