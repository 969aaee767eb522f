"""Browsers that come again: sessions as Django has them, read in one query with the member who is logged in.

Doors: ``queries`` (where a member is logged in), ``services`` (end it). Django finds ``store`` and ``backends`` by the
settings.
"""
