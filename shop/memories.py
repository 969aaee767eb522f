"""What the shop's pages remember is forgotten with the shelf: whoever changes a product, or the merchant's own words,
does away with every page that was drawn from them."""

from kernel.memory import Memory, Nearby

#: The catalogue's own topic, so that its ``refresh`` is our news.
SHELF = Memory("shelf", seconds=60)

#: The same for the little that stands on every page.
FRAME = Nearby("shelf", seconds=60)
