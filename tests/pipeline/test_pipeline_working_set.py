"""Own profiles: bytes between their uses, open while they are worked on, written once a batch."""

import pytest

from interceptor.pipeline.working_set import OwnProfiles
from interceptor.store.batch import ProfileRow


class Table:
    """Rows of a store, and which keys were asked for."""

    def __init__(self):
        self.rows = {b"a": (3, b"A"), b"b": (1, b"B")}
        self.asked = []

    def read(self, keys):
        self.asked.append(sorted(keys))
        return {key: self.rows[key] for key in keys if key in self.rows}

    def write(self, profiles):
        """Commit what `profiles` has changed; gives it, by key."""
        profiles.close()
        written = sorted(profiles.rows(), key=lambda row: row.key)
        for row in written:
            assert row.version == self.rows.get(row.key, (0,))[0], "another version than was read"
            self.rows[row.key] = row.version + 1, row.value
        profiles.committed()
        return written


@pytest.fixture
def table():
    return Table()


def own(table, capacity):
    """Profiles that are lists of bytes, to which a fold adds one."""
    return OwnProfiles(bytearray, bytes, bytearray, table.read, capacity)


def fold(profiles, key, what):
    profiles.open([key])
    profiles.get(key).extend(what)
    profiles.touch(key)


def test_what_was_folded_is_written_once_however_often_it_was_opened(table):
    profiles = own(table, 10)
    profiles.fetch([b"a", b"b"])
    for what in (b"1", b"2", b"3"):
        fold(profiles, b"a", what)
        profiles.close()

    assert table.write(profiles) == [ProfileRow(b"a", 3, b"A123")]
    assert table.asked == [[b"a", b"b"]]


def test_what_was_only_read_is_not_written(table):
    profiles = own(table, 10)
    profiles.open([b"a", b"new"])
    assert profiles.exists(b"a")
    assert not profiles.exists(b"new")

    assert table.write(profiles) == []


def test_a_new_one_exists_from_its_first_fold_on_in_later_strides_too(table):
    profiles = own(table, 0)
    profiles.open([b"new"])
    profiles.close()
    fold(profiles, b"new", b"1")
    assert profiles.exists(b"new")
    profiles.close()
    profiles.open([b"new"])

    assert profiles.exists(b"new")
    assert profiles.get(b"new") == b"1"
    assert table.write(profiles) == [ProfileRow(b"new", 0, b"1")]


def test_what_was_written_stays_in_memory(table):
    profiles = own(table, 10)
    fold(profiles, b"a", b"1")
    table.write(profiles)
    fold(profiles, b"a", b"2")

    assert table.write(profiles) == [ProfileRow(b"a", 4, b"A12")]
    assert table.asked == [[b"a"]]


def test_reading_a_kept_one_without_a_change_keeps_it(table):
    profiles = own(table, 10)
    fold(profiles, b"a", b"1")
    table.write(profiles)
    profiles.open([b"a"])
    assert table.write(profiles) == []
    fold(profiles, b"a", b"2")

    assert table.write(profiles) == [ProfileRow(b"a", 4, b"A12")]
    assert table.asked == [[b"a"]]


def test_capacity_0_keeps_none(table):
    profiles = own(table, 0)
    for number in range(2):
        fold(profiles, b"a", b"1")
        table.write(profiles)
        assert table.asked == [[b"a"]] * (number + 1)


def test_the_row_that_was_written_longest_ago_leaves_first(table):
    profiles = own(table, 2)
    for key in (b"a", b"b", b"a", b"c"):
        fold(profiles, key, b"1")
        table.write(profiles)
    table.asked.clear()
    profiles.fetch([b"a", b"b", b"c"])

    assert table.asked == [[b"b"]]


def test_after_a_failed_commit_all_is_read_anew(table):
    profiles = own(table, 10)
    fold(profiles, b"a", b"1")
    table.write(profiles)
    fold(profiles, b"a", b"lost")
    profiles.close()
    fold(profiles, b"b", b"lost")
    profiles.forget()

    assert b"b" not in profiles
    fold(profiles, b"a", b"2")
    assert table.write(profiles) == [ProfileRow(b"a", 4, b"A12")]


def test_what_is_given_up_is_not_written_here(table):
    profiles = own(table, 10)
    profiles.open([b"new"])

    assert profiles.give_up(b"new") == b""
    assert b"new" not in profiles
    assert table.write(profiles) == []


def test_one_that_is_open_keeps_its_folds_when_it_is_asked_for_again(table):
    profiles = own(table, 10)
    fold(profiles, b"a", b"1")
    profiles.open([b"a", b"b"])

    assert profiles.get(b"a") == b"A1"
