"""Variants and their SKUs. Doors: services (create, change, publish), queries (variants, picker, slow sellers)."""
