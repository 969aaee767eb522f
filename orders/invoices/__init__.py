"""Invoices 发票: asked for with a title, numbered without a gap, reversed in red when money goes back."""
