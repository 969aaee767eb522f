"""Shipping methods, their prices and their promises."""
