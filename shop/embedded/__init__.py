"""The servers of the one-command default: PostgreSQL, Valkey, the Stripe stand-in and the supervisor.

Nothing here imports Django: the supervisor stays small, and the settings may ask ``addresses`` where the servers are.
Each server is left out where the environment names a real one (DATABASE_URL, REDIS_URL, STRIPE_API_BASE).
"""
