from datetime import datetime

from qunce.gateway.channels.web import actions as web
from qunce.gateway.channels.web import personal
from qunce.gateway.channels.web.models import Notice
from qunce.kernel.effects import Notify
from qunce.kernel.text import Words
from qunce.people.models import Group, Membership, Person


def test_words_in_private_are_exported_and_erased(
    web_group: Group, ben: Person, mia: Person, noon: datetime
) -> None:
    for person in (ben, mia):
        membership = Membership.objects.get(group=web_group, person=person)
        notify = Notify(web_group.pk, 0, Words(f"Dear {person.name}"))
        web.notify(membership, notify, key=person.name, now=noon)
    assert [row["words"] for row in personal.export(ben)] == ["Dear Ben"]
    personal.erase(ben)
    assert [notice.person for notice in Notice.objects.all()] == [mia]
