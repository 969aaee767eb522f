"""Money taken and money given back, through Stripe."""
