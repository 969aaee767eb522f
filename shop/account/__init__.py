"""The shopper's own pages made of several rooms: the overview, and details with security."""
