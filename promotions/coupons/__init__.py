"""Coupons, by code or claimed."""
