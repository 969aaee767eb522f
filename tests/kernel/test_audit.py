import random
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from kernel import audit
from kernel.models import AuditAnchor, AuditCheck, AuditEntry

pytestmark = pytest.mark.django_db


def write(count):
    for n in range(count):
        audit.record(action="prices.changed", subject=f"sku:AN-{n}", before={"price": n}, after={"price": n + 1})


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def as_the_database_owner(statement, *values):
    """Someone who holds the keys to the database switches the triggers off first."""
    sql("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
    sql(statement, *values)
    sql("ALTER TABLE kernel_auditentry ENABLE TRIGGER USER")


def test_an_entry_says_who_did_what_from_where():
    with audit.acting("mei@shop.example", "203.0.113.7"):
        entry = audit.record(action="prices.changed", subject="sku:AN-1", before={"price": Decimal("9.00")}, after={})
    entry.refresh_from_db()
    assert (entry.actor, entry.ip) == ("mei@shop.example", "203.0.113.7")
    assert entry.before == {"price": "9.00"}


def test_outside_a_request_the_shop_itself_acts():
    assert audit.record(action="stock.counted", subject="sku:AN-1").actor == ""


def test_who_acts_is_asked_only_when_something_is_recorded():
    def nobody():
        raise AssertionError("nobody recorded anything")

    with audit.acting(nobody, nobody):
        pass


def test_only_what_differs_is_kept():
    entry = audit.record(
        action="product.edited",
        subject="product:1",
        before={"title": "A", "note": "n"},
        after={"title": "B", "note": "n"},
    )
    assert (entry.before, entry.after) == ({"title": "A"}, {"title": "B"})


def test_an_entry_goes_with_the_transaction_it_tells_of():
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(action="prices.changed", subject="sku:AN-1")
        raise RuntimeError
    assert audit.verify() == audit.Verdict(0)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kernel_auditentry SET actor = 'someone else'",
        "DELETE FROM kernel_auditentry WHERE number = 2",
        "TRUNCATE kernel_auditentry",
    ],
)
def test_the_database_refuses_to_rewrite_history(change):
    write(3)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        sql(change)
    assert audit.verify() == audit.Verdict(3)


def test_the_orm_cannot_rewrite_history_either():
    write(2)
    entry = AuditEntry.objects.first()
    entry.actor = "someone else"
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            attempt()


def test_an_unbroken_chain_holds():
    write(20)
    assert audit.verify() == audit.Verdict(20)


EDITS = {
    "happened_at": "happened_at + interval '1 second'",
    "actor": "actor || 'x'",
    "ip": "ip || '1'",
    "action": "action || 'x'",
    "subject": "subject || 'x'",
    "before": """before || '{"price": -1}'""",
    "after": """'{}'""",
    "previous": "md5(previous) || md5(previous)",
    "digest": "md5(digest) || md5(digest)",
}


def edit(dice, number, newest):
    column = dice.choice(sorted(EDITS))
    as_the_database_owner(f"UPDATE kernel_auditentry SET {column} = {EDITS[column]} WHERE number = %s", number)


def delete(dice, number, newest):
    as_the_database_owner("DELETE FROM kernel_auditentry WHERE number = %s", number)


def delete_and_close_the_gap(dice, number, newest):
    delete(dice, number, newest)
    as_the_database_owner("UPDATE kernel_auditentry SET number = number - 1000 WHERE number > %s", number)
    as_the_database_owner("UPDATE kernel_auditentry SET number = number + 999 WHERE number < 0")


def cut_the_tail(dice, number, newest):
    as_the_database_owner("DELETE FROM kernel_auditentry WHERE number >= %s", number)


def swap(dice, number, newest):
    other = number % newest + 1
    for old, new in ((number, 0), (other, number), (0, other)):
        as_the_database_owner("UPDATE kernel_auditentry SET number = %s WHERE number = %s", new, old)


def slip_one_in(dice, number, newest):
    as_the_database_owner("UPDATE kernel_auditentry SET number = number + 1000 WHERE number >= %s", number)
    as_the_database_owner("UPDATE kernel_auditentry SET number = number - 999 WHERE number >= 1000")
    with audit.acting("forger"):
        forged = AuditEntry(
            number=number, happened_at=AuditEntry.objects.first().happened_at, action="x", previous=audit.GENESIS
        )
    forged.digest = audit.digest_of(forged)
    forged.save(force_insert=True)


TAMPERINGS = [edit, edit, edit, delete, delete_and_close_the_gap, cut_the_tail, swap, slip_one_in]


def test_each_of_a_hundred_tamperings_is_found():
    write(12)
    dice = random.Random(66)
    for _ in range(100):
        tamper, number = dice.choice(TAMPERINGS), dice.randint(1, 12)
        with transaction.atomic():
            tamper(dice, number, 12)
            assert not audit.verify().holds, (tamper.__name__, number)
            transaction.set_rollback(True)
        assert audit.verify() == audit.Verdict(12)


def test_the_first_broken_entry_is_named():
    write(5)
    as_the_database_owner("UPDATE kernel_auditentry SET actor = 'x' WHERE number = 3")
    assert audit.verify() == audit.Verdict(2, broken_at=3, reason="edited")


def test_a_cut_tail_shows_even_after_the_chain_went_on():
    write(5)
    as_the_database_owner("DELETE FROM kernel_auditentry WHERE number > 3")
    write(1)
    assert audit.verify() == audit.Verdict(3, broken_at=4, reason="missing")


def test_an_anchor_cannot_be_written_without_the_secret_key():
    write(5)
    as_the_database_owner("DELETE FROM kernel_auditentry WHERE number > 3")
    last = AuditEntry.objects.get(number=3)
    AuditAnchor.objects.update(signed=f"3:{last.digest}:forged")
    assert audit.verify().reason == "anchor forged"


def test_an_anchor_noted_elsewhere_finds_a_history_written_anew():
    write(3)
    kept = "3:" + AuditEntry.objects.get(number=3).digest
    with transaction.atomic():
        as_the_database_owner("DELETE FROM kernel_auditentry")
        AuditAnchor.objects.all().delete()
        write(4)
        assert audit.verify().holds
        assert audit.verify(kept) == audit.Verdict(4, broken_at=3, reason="not the chain that was kept")
        transaction.set_rollback(True)
    assert audit.verify(kept).holds


def test_the_command_reports_and_keeps_its_verdict():
    write(2)
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue() == "2 entries, unbroken.\n"
    as_the_database_owner("DELETE FROM kernel_auditentry WHERE number = 1")
    with pytest.raises(CommandError, match="broken at entry 1: missing"):
        call_command("verify_audit")
    assert [check.broken_at for check in AuditCheck.objects.order_by("pk")] == [None, 1]


@pytest.mark.django_db
def test_what_no_database_keeps_is_marked_and_the_chain_holds():
    entry = audit.record(action="orders.exported", subject="orders", after={"filters": {"q": ["a\0b"]}})
    entry.refresh_from_db()
    assert entry.after == {"filters": {"q": ["a\N{REPLACEMENT CHARACTER}b"]}}
    assert audit.check().broken_at is None
