"""What is written inside transactions stays or goes as in any Django shop, though their words travel together."""

from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.db import DataError, IntegrityError, InternalError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import extensions

from kernel import clock
from kernel.models import Receipt


class Trouble(Exception):
    """What goes wrong inside a block."""


@dataclass(frozen=True)
class Block:
    """Steps inside one ``atomic``: words to write and blocks; in the end it may fail, and whoever is around goes on."""

    steps: tuple["str | Block", ...]
    fails: bool


def write(word: str) -> None:
    Receipt.objects.create(source="test", external_id=word, received_at=clock.now())


def run(block: Block) -> None:
    try:
        with transaction.atomic():
            for step in block.steps:
                run(step) if isinstance(step, Block) else write(step)
            if block.fails:
                raise Trouble
    except (Trouble, IntegrityError):
        return


def kept(block: Block, before: frozenset[str] = frozenset()) -> frozenset[str]:
    """What stands written after the block; a word written twice breaks it."""
    now = before
    for step in block.steps:
        if isinstance(step, Block):
            now = kept(step, now)
        elif step in now:
            return before
        else:
            now |= {step}
    return before if block.fails else now


words = st.sampled_from("abcdef")
blocks = st.recursive(
    st.builds(Block, st.lists(words, max_size=3).map(tuple), st.booleans()),
    lambda inner: st.builds(Block, st.lists(words | inner, max_size=5).map(tuple), st.booleans()),
    max_leaves=12,
)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=200, deadline=None)
@given(st.lists(blocks, max_size=3))
def test_whatever_blocks_fail_inside_others_what_is_kept_is_what_succeeded(tree):
    Receipt.objects.all().delete()
    stands: frozenset[str] = frozenset()
    for block in tree:
        run(block)
        stands = kept(block, stands)
        assert set(Receipt.objects.values_list("external_id", flat=True)) == stands


@pytest.mark.django_db(transaction=True)
def test_a_transaction_begins_with_its_first_statement_and_is_seen_by_nobody_before_its_end():
    with transaction.atomic():
        assert is_idle()
        write("a")
        assert not is_idle()
    assert is_idle()
    assert Receipt.objects.get().external_id == "a"


@pytest.mark.django_db(transaction=True)
def test_a_block_that_asked_nothing_leaves_nothing_to_say():
    with transaction.atomic():
        for _ in range(3):
            with transaction.atomic():
                Receipt.objects.none().count()
        assert connection.connection.waiting == ["BEGIN"]
    assert connection.connection.waiting == []


@pytest.mark.django_db(transaction=True)
def test_an_error_that_was_swallowed_is_heard_of_at_the_end_of_its_block():
    with pytest.raises(InternalError), transaction.atomic():
        write("a")
        with transaction.atomic(), connection.cursor() as cursor, suppress(DataError):
            cursor.execute("SELECT 1 / 0")
    assert not Receipt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rows_are_read_in_chunks_inside_a_transaction_and_outside():
    for word in "abc":
        write(word)
    names = Receipt.objects.order_by("external_id").values_list("external_id", flat=True)
    with transaction.atomic():
        inside = list(names.iterator(chunk_size=2))
    assert inside == list(names.iterator(chunk_size=2)) == ["a", "b", "c"]


@pytest.mark.django_db(transaction=True)
def test_several_rows_at_once_are_written_inside_the_transaction_that_opened():
    with pytest.raises(Trouble), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO kernel_receipt (source, external_id, received_at) VALUES ('test', %s, now())",
                [["a"], ["b"]],
            )
        raise Trouble
    assert not Receipt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_closed_is_replaced_before_the_next_request():
    write("a")
    assert connection.is_usable()
    closed_by_the_server()
    assert not connection.is_usable()
    connection.close_if_unusable_or_obsolete()
    connection.close()
    assert Receipt.objects.get().external_id == "a"


def is_idle() -> bool:
    return connection.connection.get_transaction_status() == extensions.TRANSACTION_STATUS_IDLE


def closed_by_the_server() -> None:
    """From another connection, as a restart does it; returns when the server has hung up."""
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
