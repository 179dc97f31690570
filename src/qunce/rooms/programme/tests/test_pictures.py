"""Pictures of posts: checked, sent where the channel can, on the desk elsewhere; and proofs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File
from django.test import Client
from django.urls import reverse
from PIL import Image

from qunce import clock
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.ledger import actions as ledger
from qunce.ledger.models import Proof, Task
from qunce.people.models import Membership, Person
from qunce.rooms.programme import jobs, pictures, planning, queries, writing
from qunce.rooms.programme.models import Item, Picture
from qunce.rooms.programme.pictures import Upload
from stage import Stage

LogIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    """Keep files in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path


def drawn(side: int = 900, colour: str = "red", kind: str = "PNG") -> bytes:
    data = BytesIO()
    Image.new("RGB", (side, side // 2), colour).save(data, kind)
    return data.getvalue()


@pytest.fixture
def item(web_stage: Stage) -> Item:
    """Return the next day's briefing, ready to go."""
    known = queries.known_of(web_stage.group.community)
    planning.plan(known, web_stage.now, web_stage.now + timedelta(days=1), now=web_stage.now)
    item = Item.objects.select_related("community").get(slot="briefing")
    writing.write(item, "今天三条", known, base=0, by=SHELL, now=web_stage.now)
    item.refresh_from_db()
    writing.approve(item, known, by=SHELL, now=web_stage.now)
    return item


def add(stage: Stage, item: Item, *uploads: Upload) -> int:
    known = queries.known_of(stage.group.community)
    return pictures.add(item, uploads, known, by=SHELL, now=stage.now)


def to_nine(stage: Stage) -> None:
    for hour, minute in ((8, 45), (9, 0)):
        stage.now = stage.now.replace(day=24, hour=hour, minute=minute)
        jobs.tick(stage.now)
        stage.work()


def test_a_picture_goes_out_with_the_text_and_those_who_got_it_see_it(
    web_stage: Stage, item: Item, ben: Person, lin: Person, log_in: LogIn
) -> None:
    assert add(web_stage, item, Upload("海报.png", drawn())) == 1
    picture = Picture.objects.get()
    address = queries.address_of(picture, "hr")
    assert log_in(ben).get(address).status_code == 404  # not posted yet
    assert log_in(lin).get(address).status_code == 200  # runs the group
    to_nine(web_stage)
    message = Message.objects.get(group=web_stage.group, text="今天三条")
    assert message.attachments == [address]
    small = log_in(ben).get(address, {"small": ""})
    assert small["Content-Type"] == "image/jpeg"
    assert max(Image.open(BytesIO(small.content)).size) == pictures.SIDE
    assert "attachment" in log_in(ben).get(address, {"save": ""})["Content-Disposition"]


def test_who_left_the_group_sees_no_picture_of_it_any_more(
    web_stage: Stage, item: Item, ben: Person
) -> None:
    add(web_stage, item, Upload("海报.png", drawn()))
    to_nine(web_stage)
    picture = Picture.objects.get()
    assert pictures.access(ben, picture.pk) == picture
    Membership.objects.filter(person=ben).update(state="left")
    with pytest.raises(NotFoundError):
        pictures.access(ben, picture.pk)


def test_a_post_that_went_out_while_a_picture_was_drawn_takes_none(
    web_stage: Stage, item: Item
) -> None:
    Item.objects.filter(pk=item.pk).update(state="skipped")
    with pytest.raises(RefusedError, match="over"):
        add(web_stage, item, Upload("海报.png", drawn(60)))
    assert not Picture.objects.exists()


def test_a_group_by_hand_gets_it_beside_the_text_of_its_line(
    manual_stage: Stage, item: Item, log_in: LogIn, wang: Person
) -> None:
    add(manual_stage, item, Upload("海报.png", drawn()))
    to_nine(manual_stage)
    shown = log_in(wang).get(reverse("console_desk", kwargs={"key": "hr"})).content.decode()
    for picture in item.pictures.all():
        assert f"{queries.address_of(picture, 'hr')}?save" in shown


@pytest.mark.parametrize(
    "upload",
    [
        Upload("病毒.png", b"MZ\x90\x00"),
        Upload("空.png", b""),
        Upload("半张.jpg", drawn(kind="JPEG")[:200]),
        Upload("文件.pdf", b"%PDF-1.4\n%%EOF"),
        Upload("大图.png", b"\x89PNG" + b"0" * (10 * pictures.MEGABYTE)),
    ],
    ids=["program", "empty", "half", "pdf", "large"],
)
def test_what_is_no_picture_is_refused_by_name_and_none_of_the_others_is_kept(
    web_stage: Stage, item: Item, upload: Upload
) -> None:
    with pytest.raises(RefusedError) as refused:
        add(web_stage, item, Upload("好的.png", drawn()), upload)
    assert upload.name in str(refused.value.words.params["name"])
    assert not Picture.objects.exists()


def test_the_same_picture_twice_is_one_and_more_than_nine_are_refused(
    web_stage: Stage, item: Item
) -> None:
    many = [Upload(f"{n}.png", drawn(100 + 2 * n)) for n in range(9)]
    assert add(web_stage, item, *many, many[0]) == 9
    assert add(web_stage, item, many[0]) == 0
    with pytest.raises(RefusedError):
        add(web_stage, item, Upload("ten.png", drawn(300)))


def test_pictures_are_added_and_taken_off_on_the_page(
    item: Item, log_in: LogIn, wang: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)
    client, about = log_in(wang), {"key": "hr", "pk": item.pk}
    page = reverse("programme_add_pictures", kwargs=about)
    bad = client.post(page, {"pictures": File("x.png", b"no")})
    assert "x.png" in bad.context["picture_fault"]
    assert client.post(page).context["picture_fault"]
    client.post(page, {"pictures": [File("a.png", drawn()), File("b.png", drawn(400))]})
    first, _other = item.pictures.all()
    shown = client.get(reverse("programme_item", kwargs=about)).content.decode()
    assert queries.address_of(first, "hr") in shown
    client.post(reverse("programme_remove_picture", kwargs={**about, "picture": first.pk}))
    assert item.pictures.count() == 1
    assert (
        client.post(
            reverse("programme_remove_picture", kwargs={**about, "picture": first.pk})
        ).status_code
        == 404
    )


def test_files_that_belong_to_no_post_are_cleared_away(web_stage: Stage, item: Item) -> None:
    add(web_stage, item, Upload("海报.png", drawn()))
    assert len(list(pictures.folder().iterdir())) == 2
    pictures.sweep(clock.now() + timedelta(hours=2))
    assert len(list(pictures.folder().iterdir())) == 2
    Picture.objects.all().delete()
    pictures.sweep(clock.now() + timedelta(hours=2))
    assert not list(pictures.folder().iterdir())


# --- proofs -------------------------------------------------------------------------------------


def test_a_screenshot_ends_a_line_of_the_desk_and_stands_in_the_history(
    manual_stage: Stage, item: Item, log_in: LogIn, wang: Person
) -> None:
    to_nine(manual_stage)
    (task,) = Task.objects.filter(kind="post")
    client, about = log_in(wang), {"key": "hr", "pk": task.pk}
    finish = reverse("console_finish", kwargs=about)
    bad = client.post(finish, {"proof": "见截图", "screenshot": File("x.png", b"no")})
    told = bad.content.decode()
    assert "invalid-feedback" in told
    assert 'value="见截图"' in told
    task.refresh_from_db()
    assert task.state == "open"
    client.post(finish, {"proof": "见截图", "screenshot": File("x.png", drawn())})
    task.refresh_from_db()
    assert (task.state, task.proof) == ("done", "见截图")
    shot = reverse("console_proof", kwargs={"key": "hr", "pk": Proof.objects.get().pk})
    assert client.get(shot)["Content-Type"] == "image/jpeg"
    shown = client.get(reverse("programme_item", kwargs={"key": "hr", "pk": item.pk}))
    assert shot in shown.content.decode()


def test_a_proof_is_added_to_one_group_afterwards(
    manual_stage: Stage, item: Item, log_in: LogIn, wang: Person
) -> None:
    to_nine(manual_stage)
    (task,) = Task.objects.filter(kind="post")
    target = task.targets.get(group=manual_stage.group)
    ledger.tick_target(target, by=SHELL, now=manual_stage.now)
    client = log_in(wang)
    page = reverse("console_add_proof", kwargs={"key": "hr", "pk": task.pk})
    link = "https://example.org/post/1"
    client.post(page, {"target": target.pk, "proof": link, "screenshot": File("x.png", drawn())})
    target.refresh_from_db()
    assert target.proof == link
    assert Proof.objects.get().target == target
    assert client.post(page, {"target": target.pk}).status_code == 302
    assert client.post(page, {"target": 10**9, "proof": link}).status_code == 404
    shown = client.get(reverse("programme_item", kwargs={"key": "hr", "pk": item.pk}))
    assert any("screenshot" in str(e) or link in str(e["title"]) for e in shown.context["history"])


def test_a_screenshot_of_another_community_is_not_found(
    manual_stage: Stage, item: Item, log_in: LogIn, olga: Person
) -> None:
    to_nine(manual_stage)
    task = Task.objects.filter(kind="post", community=item.community_id).get()
    from_us = Proof.objects.create(
        community_id=task.community_id, task=task, file="x.jpg", digest="", at=manual_stage.now
    )
    page = reverse("console_proof", kwargs={"key": olga.community.key, "pk": from_us.pk})
    assert log_in(olga).get(page).status_code == 404
