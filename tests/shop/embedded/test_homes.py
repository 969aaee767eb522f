"""The embedded servers find a place to live, however deep or private the data directory is."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from shop.embedded import homes
from shop.embedded.addresses import database_url, postgres_sockets, redis_url

LONG = "a-folder-with-a-rather-long-name" * 3


def test_servers_live_in_the_data_directory(tmp_path):
    assert homes.server_home(Path("/srv/shop/.data")) == Path("/srv/shop/.data")


def test_a_path_too_long_for_a_socket_sends_them_aside_always_to_the_same_place(tmp_path):
    home = homes.server_home(tmp_path / LONG)
    assert home.parent == homes.ASIDE
    assert home == homes.server_home(tmp_path / LONG) != homes.server_home(tmp_path / "other" / LONG)
    assert len(os.fsencode(postgres_sockets(tmp_path / LONG) / ".s.PGSQL.5432")) <= 107


def test_root_does_not_put_postgresql_into_a_private_folder(tmp_path, monkeypatch):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert homes.server_home(private / ".data").parent == homes.ASIDE


def test_an_ordinary_user_may_keep_a_private_folder(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with TemporaryDirectory() as private:  # closed to others, and its name is short enough for a socket
        assert homes.server_home(Path(private) / ".data") == Path(private) / ".data"


def test_a_home_of_someone_else_is_not_moved_into(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(PermissionError, match="another user"):
        homes.make_home(tmp_path)


def test_addresses_follow_from_the_data_directory_alone():
    assert database_url(Path("/srv/shop")) == "postgres://store@/store?host=/srv/shop/postgres-run"
    assert redis_url(Path("/srv/shop")) == "unix:///srv/shop/valkey/valkey.sock?db=0"
