"""Homes with tables in them, made once and copied."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from clew_home import Home


@pytest.fixture(scope="session")
def tables(tmp_path_factory) -> bytes:
    """An empty database with its tables, as a file."""
    home = Home(tmp_path_factory.mktemp("tables"))
    home.clew("migrate")
    return (home.path / "clew.sqlite3").read_bytes()


@pytest.fixture
def home(tables, tmp_path) -> Home:
    """A home on SQLite."""
    Path(tmp_path, "clew.sqlite3").write_bytes(tables)
    return Home(tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_home(request, tables, tmp_path) -> Iterator[Home]:
    """A home on SQLite, then one on PostgreSQL where a server is named."""
    if request.param == "sqlite":
        Path(tmp_path, "clew.sqlite3").write_bytes(tables)
        yield Home(tmp_path)
        return
    server = os.environ.get("CLEW_TEST_POSTGRES")
    if not server:
        if os.environ.get("CLEW_TESTS_COMPLETE") == "True":
            pytest.fail("CLEW_TEST_POSTGRES names no server, and this run is meant to be complete.")
        pytest.skip("no PostgreSQL: set CLEW_TEST_POSTGRES to test on it too")
    name = f"clew_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            home = Home(tmp_path, {"CLEW_DATABASE_URL": server.rsplit("/", 1)[0] + f"/{name}"})
            home.clew("migrate")
            yield home
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
