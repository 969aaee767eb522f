"""Messages to people: each written once, mailed until it has gone. Doors: services (send), queries."""
