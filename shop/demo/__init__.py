"""The demo shop: what it sells, and ninety days of its life."""
