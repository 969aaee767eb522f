"""Finding products by words, in Chinese and English."""
