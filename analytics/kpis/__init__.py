"""The key figures: what each means, what it is, and the page that shows them.

Doors: ``queries`` (the figures of days and periods), ``services`` (API keys).
"""
