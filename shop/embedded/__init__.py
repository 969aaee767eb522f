"""The servers of the one-command default, and the supervisor that runs them."""
