"""Browsers that come again: sessions as Django has them, read in one query with the member who is logged in.

No doors: Django finds ``store`` and ``backends`` by the settings.
"""
