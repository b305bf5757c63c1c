"""The PostgreSQL servers that tests use: durable, apart, and back from a crash with all that was committed."""

import psycopg
import pytest

from tests.services.database import Postgres


def test_a_test_has_an_empty_database_of_its_own(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)
        connection.execute("CREATE TABLE mine (number int)")


def test_the_next_test_sees_nothing_of_it(postgres: str) -> None:
    test_a_test_has_an_empty_database_of_its_own(postgres)


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_commits_are_durable(postgres: str, setting: str) -> None:
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == ("on",)


def test_what_was_committed_is_there_after_a_kill(database: Postgres) -> None:
    dsn = database.create_database()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    open_transaction = psycopg.connect(dsn)
    open_transaction.execute("INSERT INTO kept VALUES (-1)")
    database.kill()
    with pytest.raises(psycopg.OperationalError):
        open_transaction.execute("SELECT 1")
    open_transaction.close()
    database.start()
    assert "database system was not properly shut down" in database.log.read_text()
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT count(*), min(number) FROM kept").fetchone() == (1000, 1)


def test_a_server_keeps_its_port_and_data_over_a_stop(database: Postgres) -> None:
    dsn = database.create_database("kept")
    database.restart()
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("kept",)


def test_a_server_that_was_killed_while_many_connect_starts_again(database: Postgres) -> None:
    for _ in range(3):
        connections = [psycopg.connect(database.dsn()) for _ in range(20)]
        database.kill()
        database.start()
        for each in connections:
            each.close()
