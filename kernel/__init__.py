"""What every room stands on: money, time, facts, receipts. No word of shopping in here."""
