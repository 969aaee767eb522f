"""Code 39 (ISO/IEC 16388): what every hand scanner reads, and enough for an order number."""

#: Five bars and four gaps a character, narrow or wide, beginning with a bar.
_PATTERNS = {
    "0": "nnnwwnwnn", "1": "wnnwnnnnw", "2": "nnwwnnnnw", "3": "wnwwnnnnn", "4": "nnnwwnnnw",
    "5": "wnnwwnnnn", "6": "nnwwwnnnn", "7": "nnnwnnwnw", "8": "wnnwnnwnn", "9": "nnwwnnwnn",
    "A": "wnnnnwnnw", "B": "nnwnnwnnw", "C": "wnwnnwnnn", "D": "nnnnwwnnw", "E": "wnnnwwnnn",
    "F": "nnwnwwnnn", "G": "nnnnnwwnw", "H": "wnnnnwwnn", "I": "nnwnnwwnn", "J": "nnnnwwwnn",
    "K": "wnnnnnnww", "L": "nnwnnnnww", "M": "wnwnnnnwn", "N": "nnnnwnnww", "O": "wnnnwnnwn",
    "P": "nnwnwnnwn", "Q": "nnnnnnwww", "R": "wnnnnnwwn", "S": "nnwnnnwwn", "T": "nnnnwnwwn",
    "U": "wwnnnnnnw", "V": "nwwnnnnnw", "W": "wwwnnnnnn", "X": "nwnnwnnnw", "Y": "wwnnwnnnn",
    "Z": "nwwnwnnnn", "-": "nwnnnnwnw", "*": "nwnnwnwnn",
}  # fmt: skip
NARROW, WIDE = 1, 3


def code_39(text: str) -> list[tuple[int, int]]:
    """The bars as (left, width) in units of the narrowest bar. Raises KeyError for what Code 39 has no sign for."""
    bars, left = [], 0
    for character in f"*{text}*":
        for n, width in enumerate(_PATTERNS[character]):
            units = WIDE if width == "w" else NARROW
            if n % 2 == 0:
                bars.append((left, units))
            left += units
        left += NARROW
    return bars
