"""Listing goods: what is sold, in which words, pictures, variants and categories, and whether it is on shelf."""
