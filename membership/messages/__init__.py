"""Messages to shoppers, each sent once and kept to be read again."""
