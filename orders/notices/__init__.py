"""Mails about orders: each change of state, once, in the order's language."""
