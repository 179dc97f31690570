"""The search index is made anew when the rules of its tokens have changed, and when asked."""

from datetime import datetime

import pytest

from qunce.chat import actions as chat
from qunce.chat.models import IndexVersion
from qunce.chat.queries import search
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.people.models import Group
from qunce.site.commands.reindex import reindex


@pytest.mark.django_db
def test_the_index_is_made_anew_after_its_rules_changed(
    manual_group: Group, noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Incoming(Speaker("w", "张三"), "绩效考核", noon)
    chat.ingest(manual_group, [one], source=Source.HISTORY, now=noon)
    reindex(only_if_needed=True)
    assert capsys.readouterr().out == ""
    IndexVersion.objects.update(version="of old")
    reindex(only_if_needed=True)
    assert "1" in capsys.readouterr().out
    reindex()
    assert "1" in capsys.readouterr().out
    assert len(search(manual_group.community, "考核")) == 1
