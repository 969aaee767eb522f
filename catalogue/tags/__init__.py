"""Words across categories under which goods are found: gift, summer, camping. Doors: services, queries."""
