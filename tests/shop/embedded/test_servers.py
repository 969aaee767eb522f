"""PostgreSQL and Valkey start from nothing, keep what they were told and survive what may happen to them."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from shop.embedded.addresses import postgres_sockets, valkey_socket
from shop.embedded.databases import create_database, renew_database
from shop.embedded.postgres import Postgres
from shop.embedded.processes import DidNotStart
from shop.embedded.throwaway import FORGETFUL
from shop.embedded.valkey import Valkey

KILLED_IN_THE_MIDST = """
import os, sys
from pathlib import Path
from shop.embedded.postgres import Postgres
from shop.embedded.valkey import Valkey
folder = Path(sys.argv[1])
Postgres(folder, log=folder / "pg.log").start()
Valkey(folder, log=folder / "valkey.log").start()
os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Open to PostgreSQL's account; pytest's own folders are private."""
    folder = tmp_path_factory.mktemp("servers")
    for step in (folder, folder.parent, folder.parent.parent):
        step.chmod(0o711)
    return folder


@pytest.fixture
def postgres(folder):
    server = Postgres(folder, log=folder / "pg.log", options=FORGETFUL)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def valkey(folder):
    server = Valkey(folder, log=folder / "valkey.log")
    server.start()
    yield server
    server.stop()


def ask(folder: Path, statement: str, database: str = "store") -> list:
    with closing(psycopg2.connect(host=str(postgres_sockets(folder)), user="store", dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def client_of(folder: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(valkey_socket(folder)))


def test_postgresql_reads_chinese_and_listens_on_no_network(folder, postgres):
    assert ask(folder, "SELECT upper('é掌柜')") == [("É掌柜",)]
    assert ask(folder, "SHOW listen_addresses") == [("",)]
    assert ask(folder, "SHOW server_encoding") == [("UTF8",)]


def test_a_database_can_be_renewed_under_those_who_use_it(folder, postgres):
    create_database(folder, "original")
    ask(folder, "CREATE TABLE piece (id int)", "original")
    renew_database(folder, "copy", template="original")
    with closing(psycopg2.connect(host=str(postgres_sockets(folder)), user="store", dbname="copy")) as connection:
        connection.cursor().execute("INSERT INTO piece VALUES (1)")
        renew_database(folder, "copy", template="original")
    assert ask(folder, "SELECT count(*) FROM piece", "copy") == [(0,)]


def test_both_keep_what_they_were_told_over_a_restart(folder, postgres, valkey):
    create_database(folder, "kept")
    client_of(folder).set("kept", "yes")
    for server in (postgres, valkey):
        server.stop()
        server.start()
    assert ask(folder, "SELECT 1", "kept") == [(1,)]
    assert client_of(folder).get("kept") == b"yes"


def test_both_start_again_after_their_parent_was_killed(folder):
    done = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDST, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    for server in (Postgres(folder, log=folder / "pg.log"), Valkey(folder, log=folder / "valkey.log")):
        server.start()
        assert server.is_running
        server.stop()
        assert not server.is_running


def test_an_interrupted_first_start_leaves_no_half_a_cluster(tmp_path_factory, folder):
    fresh = folder / "fresh"
    fresh.mkdir(mode=0o711)
    server = Postgres(fresh, log=fresh / "pg.log", options=FORGETFUL)
    unfinished = server.home / "postgres.unfinished"
    unfinished.mkdir(parents=True)
    server.home.chmod(0o711)
    (unfinished / "PG_VERSION").write_text("18")
    server.start()
    server.stop()
    assert not unfinished.exists()
    assert (server.cluster / "PG_VERSION").exists()


def test_a_server_that_cannot_start_says_where_to_read_why(folder):
    server = Postgres(folder, log=folder / "broken.log", options={"no_such_setting": "1"})
    with pytest.raises(DidNotStart, match=r"broken\.log"):
        server.start(patience=1)
    assert "no_such_setting" in (folder / "broken.log").read_text()


def test_root_runs_postgresql_as_someone_else(folder, postgres):
    owner = Path(f"/proc/{postgres.child.pid}").stat().st_uid
    assert owner != 0
    assert owner == (postgres.account.pw_uid if postgres.account else os.geteuid())
