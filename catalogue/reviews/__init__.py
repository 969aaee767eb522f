"""What buyers say of a product."""
