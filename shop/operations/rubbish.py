"""When Python looks for rubbish. Its own rhythm is for small programs: here a tenth of a page's time went into it."""

import gc

#: Objects made, less those gone again, before the youngest are looked through. A page makes some ten thousand.
YOUNG = 20_000


def collect_seldom() -> None:
    """What is there now, code and dictionaries, is never looked through again; the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
