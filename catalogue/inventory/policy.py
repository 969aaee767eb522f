"""Stock as arithmetic: what is free, and what falls short."""

from collections.abc import Mapping


def shortages(free: Mapping[int, int], wanted: Mapping[int, int]) -> dict[int, int]:
    """What is free of each SKU that is wanted in a greater number; a SKU that does not exist has nothing free."""
    return {stock_id: free.get(stock_id, 0) for stock_id in wanted if wanted[stock_id] > free.get(stock_id, 0)}
