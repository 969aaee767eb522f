"""Who buys here: levels and points as staff see and change them, each change with its reason."""
