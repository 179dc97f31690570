"""The page takes screenshots: what was read is corrected, checked again and taken in."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qunce.chat.models import Message
from qunce.gateway.channels.manual import ocr, screens
from qunce.gateway.channels.manual.parse import system
from qunce.gateway.channels.manual.parse.paste import Around
from qunce.gateway.channels.manual.parse.screenshot import Piece, Shot
from qunce.kernel.errors import RefusedError
from qunce.kernel.incoming import Incoming, Precision, TakenBack
from qunce.people.models import Group, Person
from screenshots import Look, Middle, Said, draw, need_reader

LogIn = Callable[[Person], Client]
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
AD = "代缴社保公积金，挂靠个税"
WRONG = "daijia06688"

SHOT = Shot(
    (
        Piece("Anna-上海-HRB", "更早说的"),
        Piece(
            "Ben", f"{AD}，加V：daijia06688", "昨天18:28", is_first=True, doubts=("daijia06688",)
        ),
        Piece(system.ME, "请撤回", "昨天18:28"),
        Piece("", '"Ben"撤回了一条消息', "昨天18:28", is_system=True),
        Piece("", "被切断", "11:05", is_first=True, is_cut=True),
        Piece("Ben", "好的", "11:05"),
    )
)


@pytest.fixture
def one_shot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any picture hold the same chat."""
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(ocr, "read_screenshot", lambda _: SHOT)


def readings() -> list[screens.Reading]:
    around = Around(ZONE, NOW, ("Anna-上海-HRBP", "Ben"))
    return screens.read([b"first"], around, me="Mia")


@pytest.mark.usefixtures("one_shot")
def test_times_in_the_middle_bound_what_stands_below_them() -> None:
    got = readings()
    assert [(f"{one.at.astimezone(ZONE):%d %H:%M}", one.is_exact) for one in got] == [
        ("22 18:28", False),
        ("22 18:28", True),
        ("22 18:43", False),
        ("22 18:43", False),
        ("23 11:05", True),
        ("23 11:20", False),
    ]


@pytest.mark.usefixtures("one_shot")
def test_a_name_that_was_read_nearly_is_the_members_and_is_shown_for_a_look() -> None:
    first, _, mine, *_ = readings()
    assert first.piece.who == "Anna-上海-HRBP"
    assert first.piece.doubts == ("Anna-上海-HRB",)
    assert mine.piece.who == "Mia"
    looked = [one.needs_a_look for one in readings()]
    assert looked == [True, True, False, False, True, False]


@pytest.mark.usefixtures("one_shot")
def test_pictures_that_show_the_same_give_it_once() -> None:
    around = Around(ZONE, NOW)
    assert len(screens.read([b"first", b"second"], around, me="Mia")) == len(SHOT.pieces)


@pytest.mark.usefixtures("one_shot")
def test_corrections_replace_what_was_read() -> None:
    told = {
        "who-0": " Ana ",
        "what-0": "更早\r\n说的",
        "when-0": "2026-11-22T18:20",
        "what-1": "",
        "what-4": "没有被切断",
        "when-4": "nonsense",
    }
    got = screens.corrected(screens.to_text(readings()), told, ZONE)
    assert len(got) == len(SHOT.pieces) - 1
    first, _, _, cut, _ = got
    assert (first.piece.who, first.piece.text, first.is_exact) == ("Ana", "更早\n说的", True)
    assert first.local == "2026-11-22T18:20"
    assert (cut.piece.text, cut.piece.is_cut, cut.local) == (
        "没有被切断",
        False,
        "2026-11-23T11:05",
    )
    assert first.piece.doubts == ()


@pytest.mark.parametrize("text", ["", "[", "[1]", '[{"piece":{}}]', "null"])
def test_what_does_not_come_back_whole_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        screens.corrected(text, {}, ZONE)


@pytest.mark.usefixtures("one_shot")
def test_messages_and_recalls_arrive_with_what_is_known_of_their_time() -> None:
    arrived = screens.arrivals(readings())
    said = [one for one in arrived if isinstance(one, Incoming) and one.speaker]
    assert [one.line for one in said] == [0, 1, 2, 4, 5]
    assert [one.precision for one in said[:2]] == [Precision.NONE, Precision.MINUTE]
    assert sum(isinstance(one, TakenBack) for one in arrived) == 1


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*>([^<]*)</textarea>', page)
    assert found
    return unescape(found[1])


@pytest.mark.usefixtures("one_shot")
def test_the_page_shows_doubts_checks_corrections_and_takes_in(
    log_in: LogIn, mia: Person, ben: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    about = {"group": manual_group.key}
    pictures = [SimpleUploadedFile(f"{n}.png", b"picture", "image/png") for n in "ab"]
    page = client.post("/c/hr/paste/", {**about, "pictures": pictures}).content.decode()
    assert "daijia06688</mark>" in page
    assert page.count("border-warning") > 2
    read = {**about, "readings": hidden(page, "readings")}
    right = {"who-1": "Ben", "what-1": f"{AD}，加V：daijiao6688"}
    again = client.post("/c/hr/paste/", {**read, **right}).content.decode()
    assert "daijiao6688" in hidden(again, "readings")
    assert "daijia06688" not in again
    done = client.post("/c/hr/paste/take/", {**about, "readings": hidden(again, "readings")})
    assert done.status_code == 302
    advert = Message.objects.get(text__contains="daijiao6688")
    assert advert.author
    assert advert.author.person == ben
    assert f"{advert.sent_at.astimezone(ZONE):%H:%M}" == "18:28"
    assert Message.objects.filter(text="请撤回").exists()


@pytest.mark.usefixtures("one_shot")
def test_broken_readings_and_bad_pictures_are_explained_on_the_page(
    log_in: LogIn, mia: Person, manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = log_in(mia)
    broken = {"group": manual_group.key, "readings": "["}
    assert "alert-danger" in client.post("/c/hr/paste/", broken).content.decode()
    assert client.post("/c/hr/paste/take/", broken).status_code == 400
    assert not Message.objects.exists()

    def refuse(data: bytes) -> Shot:
        raise RefusedError("no picture at all")

    monkeypatch.setattr(ocr, "read_screenshot", refuse)
    picture = SimpleUploadedFile("a.png", b"picture", "image/png")
    page = client.post("/c/hr/paste/", {"group": manual_group.key, "pictures": picture})
    assert "no picture at all" in page.content.decode()


def test_without_the_extra_the_page_says_how_to_add_it(
    log_in: LogIn, mia: Person, manual_group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    page = log_in(mia).get("/c/hr/paste/").content.decode()
    assert "qunce[ocr]" in page
    assert 'type="file"' not in page


def test_a_drawn_screenshot_goes_all_the_way(
    log_in: LogIn, mia: Person, ben: Person, manual_group: Group
) -> None:
    need_reader()
    drawn = draw((Middle("11:40"), Said("Ben", f"{AD}，加 V：daijiao6688")), Look(720, 900))
    picture = SimpleUploadedFile("a.png", drawn, "image/png")
    client, about = log_in(mia), {"group": manual_group.key}
    page = client.post("/c/hr/paste/", {**about, "pictures": picture}).content.decode()
    assert "<mark>" in page
    read = {**about, "readings": hidden(page, "readings")}
    assert client.post("/c/hr/paste/take/", read).status_code == 302
    stored = Message.objects.get()
    assert stored.author
    assert stored.author.person == ben
    assert "daijiao6688" in stored.text
