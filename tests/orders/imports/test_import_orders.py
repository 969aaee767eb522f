from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from orders.imports import services
from orders.models import Order

pytestmark = pytest.mark.django_db

HEAD = "order_number,customer,ordered_at,sku,quantity,unit_price,currency\n"
GOOD = (
    "OLD-1,lin@example.com,2025-05-01T09:30:00,CHAIR,2,199.50,CNY\n"
    "OLD-1,lin@example.com,2025-05-01T09:30:00,LAMP,1,0.01,CNY\n"
    "OLD-2,Max@Example.com,2025-05-02T23:30:00+00:00,CHAIR,1,199.50,cny\n"
)


def imported(text: str, **options) -> services.Report:
    return services.import_orders(file=StringIO(text), **options)


def test_the_rows_of_an_order_become_its_lines_and_its_total():
    report = imported(HEAD + GOOD)
    assert (report.imported, report.refused) == (2, [])
    order = Order.objects.get(number="OLD-1")
    assert str(order.total_incl_tax) == "399.01"
    assert order.status == Order.Status.DELIVERED
    assert [(line.partner_sku, line.quantity) for line in order.lines.order_by("pk")] == [("CHAIR", 2), ("LAMP", 1)]


def test_a_time_without_a_zone_is_the_stores():
    imported(HEAD + GOOD)
    assert Order.objects.get(number="OLD-1").date_placed.isoformat() == "2025-05-01T01:30:00+00:00"


def test_the_same_file_again_changes_nothing():
    imported(HEAD + GOOD)
    report = imported(HEAD + GOOD)
    assert (report.imported, report.known) == (0, 2)
    assert Order.objects.count() == 2


def test_a_dry_run_judges_everything_and_keeps_nothing():
    report = imported(HEAD + GOOD, dry_run=True)
    assert report.imported == 2
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",a@b.c,2025-05-01,S,1,1,CNY", "order_number is empty"),
        ("N,nobody,2025-05-01,S,1,1,CNY", "not an e-mail address"),
        ("N,a@b.c,yesterday,S,1,1,CNY", "not a time such as"),
        ("N,a@b.c,2025-05-01,S,0,1,CNY", "not a whole number"),
        ("N,a@b.c,2025-05-01,S,-1,1,CNY", "not a whole number"),
        ("N,a@b.c,2025-05-01,S,1.5,1,CNY", "not a whole number"),
        ("N,a@b.c,2025-05-01,S,1,-1,CNY", "not an amount"),
        ("N,a@b.c,2025-05-01,S,1,NaN,CNY", "not an amount"),
        ("N,a@b.c,2025-05-01,S,1,0.001,CNY", "not an amount"),
        ("N,a@b.c,2025-05-01,S,1,1,USD", "the store's is CNY"),
        ("N,a@b.c", "ordered_at is empty"),
    ],
)
def test_an_unreadable_row_is_refused_with_its_line_and_reason(row, reason):
    report = imported(HEAD + GOOD + row + "\n")
    [(line, said)] = report.refused
    assert line == 5
    assert reason in said
    assert report.imported == 2


def test_an_order_with_a_refused_row_is_refused_whole():
    report = imported(HEAD + GOOD + "OLD-2,max@example.com,2025-05-02T23:30:00+00:00,LAMP,x,1,CNY\n")
    assert [line for line, _ in report.refused] == [4, 5]
    assert not Order.objects.filter(number="OLD-2").exists()


def test_one_order_has_one_customer():
    report = imported(HEAD + GOOD + "OLD-2,other@example.com,2025-05-02T23:30:00+00:00,LAMP,1,1,CNY\n")
    assert [line for line, _ in report.refused] == [4, 5]


def test_a_file_without_its_columns_says_which(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("order_number,customer\n")
    with pytest.raises(CommandError, match="missing columns: currency, ordered_at"):
        call_command("import_orders", file)


def test_the_command_names_file_line_and_reason(tmp_path, capsys):
    file = tmp_path / "orders.csv"
    file.write_text(HEAD + GOOD + "N,a@b.c,2025-05-01,S,0,1,CNY\n")
    call_command("import_orders", file)
    printed = capsys.readouterr()
    assert f"{file}:5: quantity is '0'" in printed.err
    assert printed.out == "2 orders imported, 0 known before, 1 rows refused\n"
