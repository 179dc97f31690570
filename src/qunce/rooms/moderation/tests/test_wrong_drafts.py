"""What is wrong with a draft or a stretch is said at its place, and nothing typed is lost."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qunce.kernel.errors import RefusedError
from qunce.people.models import Group, Person
from qunce.people.queries import zone_of
from qunce.rooms.moderation.models_trying import Draft, Replay
from qunce.rooms.moderation.replay.periods import stretch

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[rules.ad_words]\nwordz = ["a"]\n', "rules.ad_words.wordz"),
        ("[rules.ad_words\n", "TOML"),
        ('[community]\nname = "x"\n', ""),
    ],
)
def test_a_file_that_is_refused_keeps_the_name(
    text: str, said: str, web_group: Group, wang: Person, log_in: LogIn
) -> None:
    file = SimpleUploadedFile("rules.toml", text.encode())
    sent = {"name": "更严一点", "file": file}
    where = f"/c/hr/rules/drafts/new/?group={web_group.key}"
    page = log_in(wang).post(where, sent).content.decode()
    assert 'value="更严一点"' in page
    assert said in page.partition('class="invalid-feedback"')[2]
    assert f"drafts/new/?group={web_group.key}" in page
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01", "2026-11-10"), ("2026-11-01", "9999-12-31"), ("2026-11-10", "2026-11-01")],
)
def test_a_stretch_out_of_reason_is_refused(
    first: str, last: str, web_group: Group, wang: Person, log_in: LogIn
) -> None:
    with pytest.raises(RefusedError):
        stretch(date.fromisoformat(first), date.fromisoformat(last), zone_of(web_group.community))
    sent = {"group": web_group.pk, "first": first, "last": last}
    answer = log_in(wang).post("/c/hr/rules/replays/", sent)
    assert answer.status_code == 200
    assert f'value="{first}"' in answer.content.decode()
    assert not Replay.objects.exists()
