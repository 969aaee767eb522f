"""Signing up, logging in, and a shopper's own details."""
