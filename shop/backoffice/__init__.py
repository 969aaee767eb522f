"""The merchant's side of the house."""
