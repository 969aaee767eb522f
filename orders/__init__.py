"""Orders, from the moment they are placed to the moment they are over."""
