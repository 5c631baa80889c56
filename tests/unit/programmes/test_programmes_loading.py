"""Where programmes come from: Clew's own, and the folders that an owner names."""

from __future__ import annotations

import pytest
from django.test import override_settings
from tests.small_programme import FILES

from clew.config.checks import programmes_can_be_read
from clew.practice import programmes
from clew.practice.errors import PracticeError
from clew.therapy.errors import TherapyError


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "ours" / "en"
    place.mkdir(parents=True)
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    (place / ".notes").write_text("a hidden file", encoding="utf-8")
    return tmp_path


@pytest.fixture
def fresh():
    programmes.programmes.cache_clear()
    yield
    programmes.programmes.cache_clear()


def test_clews_own_is_there_and_more_beside_it(folder, fresh):
    assert set(programmes.load([])) == {"own-thread"}
    with override_settings(CLEW_PROGRAMMES=[str(folder)]):
        assert set(programmes.programmes()) == {"own-thread", "small"}
        assert programmes.programme("small").title == "A small one"
        with pytest.raises(PracticeError):
            programmes.programme("none")


def test_a_folder_that_cannot_be_used_stops_with_its_reason(folder):
    with pytest.raises(TherapyError, match=r"no programme\.yaml"):
        programmes.load([folder / "elsewhere"])
    with pytest.raises(TherapyError, match="Two programmes"):
        programmes.load([folder, folder])
    (folder / "ours" / "en" / "02-second.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TherapyError, match="UTF-8"):
        programmes.load([folder])


def test_clew_does_not_start_with_a_programme_that_cannot_be_read(folder):
    with override_settings(CLEW_PROGRAMMES=[str(folder)]):
        assert programmes_can_be_read() == []
        (folder / "ours" / "en" / "02-second.md").unlink()
        (problem,) = programmes_can_be_read()
        assert problem.is_serious()
        assert "'second' needs one file" in problem.msg
    with override_settings(CLEW_PROGRAMMES=[]):
        assert programmes_can_be_read() == []
