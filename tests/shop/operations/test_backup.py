"""The drill of docs/operations.md: dump, restore elsewhere, and every table is what it was."""

import os
import subprocess
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from kernel import audit
from shop.embedded.binaries import postgres_binaries
from shop.embedded.databases import renew_database
from shop.embedded.postgres import SURROUNDINGS
from tests.orders.factories import a_stock, an_order

TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
HASH = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"


def contents_of(database):
    """Rows and hash of every table, and where every counter stands."""
    where = connection.get_connection_params()
    with psycopg2.connect(host=where["host"], user=where["user"], dbname=database) as other, other.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in tables:
            cursor.execute(HASH.format(name))
            found[name] = cursor.fetchone()
        cursor.execute(COUNTERS)
        return found | {"counters": cursor.fetchall()}


def run(program, *words):
    where = connection.get_connection_params()
    command = [postgres_binaries() / program, "-h", where["host"], "-U", where["user"], *words]
    subprocess.run(command, check=True, env=SURROUNDINGS)


@pytest.mark.django_db(transaction=True)
def test_what_was_dumped_is_restored_to_the_last_row(tmp_path):
    an_order(a_stock(title="Cactus “仙人掌” 'in' terracotta"))
    audit.record(action="stock.counted", subject="sku:1", after={"on_hand": 3})
    shop, copy, dump = connection.settings_dict["NAME"], "restored", str(tmp_path / "shop.dump")
    run("pg_dump", "--format=custom", f"--file={dump}", shop)
    renew_database(Path(os.environ["TEST_SERVERS"]), copy, template="template0")
    run("pg_restore", "--exit-on-error", f"--dbname={copy}", dump)
    before, after = contents_of(shop), contents_of(copy)
    assert after == before
    assert len(before) > 100
    assert before["order_order"][0] == 1
