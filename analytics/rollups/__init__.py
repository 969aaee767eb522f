"""Counts each store day once, into daily tables that the numbers are read from.

Doors: ``services`` (roll up), ``queries`` (the days, and until when they are complete).
"""
