from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kernel import audit

WRITERS, ENTRIES = 16, 5


def write_some(writer):
    try:
        with audit.acting(f"writer-{writer}@shop.example"):
            for n in range(ENTRIES):
                audit.record(action="stock.counted", subject=f"sku:{writer}-{n}", after={"on_hand": n})
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_at_once_keep_one_chain():
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write_some, range(WRITERS)))
    assert audit.verify() == audit.Verdict(WRITERS * ENTRIES)
