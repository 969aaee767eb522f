"""Days on which promotions run: from a start to an end, on some days of the week or the month, in the store's time."""
