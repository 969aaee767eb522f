"""Orders that were placed in another shop, taken over as history.

Doors: ``services``.
"""
