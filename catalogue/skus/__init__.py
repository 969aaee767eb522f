"""Variants and their SKUs. Doors: services (create, change, publish), queries (variants, slow sellers).

The picker is for the page of a product.
"""
