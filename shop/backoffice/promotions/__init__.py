"""The merchant's levers: promotions and coupons, drafted, looked at on sample baskets, started and stopped."""
