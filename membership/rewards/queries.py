"""What members were given, and what they shared."""

from membership.rewards.sharing import share_of_today

__all__ = ["share_of_today"]
