"""The indexes by which the merchant's desk finds one order among all; written without holding up the shop."""

from django.db import migrations

INDEXES = {
    "order_line_by_sku": 'order_line (partner_sku varchar_pattern_ops)',
    "order_by_guest_email": 'order_order (upper(guest_email::text))',
    "order_by_total": 'order_order (total_incl_tax, id)',
    "user_by_email": 'membership_user (upper(email::text))',
    "address_by_first_name": 'order_shippingaddress (upper(first_name::text) text_pattern_ops)',
    "address_by_last_name": 'order_shippingaddress (upper(last_name::text) text_pattern_ops)',
    "address_by_phone_ending": 'order_shippingaddress (reverse(phone_number::text) text_pattern_ops)',
}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("fulfilment", "0001_initial"),
        ("order", "0002_initial"),
        ("membership", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {columns}",
            f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
        )
        for name, columns in INDEXES.items()
    ]
