"""Keeping the store running and readable: health, metrics, logs, error pages, translations."""
