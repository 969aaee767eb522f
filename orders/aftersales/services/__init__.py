"""Commands of after-sales, by subject; the whole of them in one place for those who call."""

from orders.aftersales.services.windows import close_windows, open_window

__all__ = ["close_windows", "open_window"]
