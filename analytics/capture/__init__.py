"""What visitors did, kept as events without a person in them.

Doors: ``services`` (keep events, partitions, changed days), ``queries`` (what is kept, what still waits).
"""
