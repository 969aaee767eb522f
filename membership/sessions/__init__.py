"""Browsers that come again: sessions as Django has them, read in one query with the member who is logged in.

Doors: ``services`` to forget what is over. Django finds ``store`` and ``backends`` by the settings.
"""
