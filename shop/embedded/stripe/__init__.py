"""Stripe without Stripe: a process of its own that speaks Stripe's HTTP interface to the real client.

Start it with ``python -m shop.embedded.stripe``; nothing in the shop imports it. Standard library only, loopback only.
"""
