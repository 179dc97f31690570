"""`qunce members`: what cannot be written or read is said in a line, and ends with 1."""

from pathlib import Path

import pytest

from qunce.people.models import Person
from qunce.site.command import main


@pytest.mark.django_db
def test_a_place_that_cannot_be_written_is_said(
    ben: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "nowhere" / "members.xlsx"
    with pytest.raises(SystemExit) as ended:
        main(["members", "export", str(place), "--community", ben.community.key])
    assert ended.value.code == 1
    assert f"写不进 {place}" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_records_are_written_once_and_read_back(
    ben: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "members.xlsx"
    told = ["--community", ben.community.key]
    for arguments, code in (
        (["export", str(place)], 0),
        (["export", str(place)], 1),
        (["export", str(place), "--force"], 0),
        (["import", str(place)], 0),
        (["import", str(tmp_path / "none.xlsx")], 1),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["members", *arguments, *told])
        assert ended.value.code == code
    said = capsys.readouterr()
    assert "new=0 changed=0" in said.out
    assert "--force" in said.err
