"""How many pieces there are, where they went, and the three things people do about it: receive, count, write off."""
