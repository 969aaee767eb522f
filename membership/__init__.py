"""The people who buy and the people who sell."""
