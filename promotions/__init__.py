"""Offers: conditions, benefits, and the products they speak of."""
