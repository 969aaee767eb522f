"""The way back: returns, exchanges and refunds of what was delivered, and how soon they are answered."""
