"""Every name of a person that a row carries goes when the person is erased (DESIGN rule 9).

A row is made for each such field, with the person in its key and a mark in the field; then the
person is erased, and the mark must be nowhere in the table.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from qunce.gateway.channels.manual.models import Import
from qunce.people.models import Group, Identity, Person
from qunce.playbook.models import Version
from qunce.shell import own_data
from test_house import none
from test_house_own_data import Maker

MARK = "欧阳不知名"
LOOKS_LIKE_A_NAME = re.compile(r"(^|_)(name|names|author|by|credit|nickname|who)$")

# Fields with the name of a person, and the field that says whose it is: "" where only the name
# does. It goes, or its row goes.
OF_PERSONS: Mapping[str, str] = {
    "ledger.Entry.actor_name": "actor_person",
    "ledger.Task.given_name": "given_by",
    "ledger.Task.ended_name": "ended_by",
    "ledger.TaskTarget.ticked_name": "ticked_by",
    "ledger.Proof.added_name": "added_by",
    "people.ContactLook.by_name": "by",
    "people.DataCopy.by_name": "by",
    "people.Erasure.asked_name": "asked_by",
    "people.Person.name": "id",
    "people.Membership.nickname": "person",
    "people.Identity.name": "person",
    "people.Nickname.name": "identity",
    "playbook.Version.author": "author_id",
    "chat.Message.author_name": "author",
    "chat.Message.recalled_by": "",
    "chat.MessageVersion.by": "",
    "shell.PersonalLink.device_name": "person",
    "channel_manual.Import.by_name": "by_person",
    "moderation.Case.author_name": "person",
    "moderation.Case.decided_name": "decided_by",
    "moderation.Case.answered_name": "answered_by",
    "moderation.ProtectedText.registered_name": "registered_by",
    "moderation.Round.name": "person",
    "moderation.Essence.by_name": "marked_by",
    "moderation.Report.name": "person",
    "moderation.Draft.author": "author_id",
    "moderation.Replay.by_name": "by_person",
    "moderation.Replay.looked_name": "looked_by",
    "moderation.Undoing.by_name": "by_person",
    "charter.CharterDraft.author": "author_id",
    "charter.CharterVersion.author": "author_id",
    "charter.Acceptance.noted_by": "noted_by_id",
    "replies.Reply.changed_name": "changed_by",
    "postings.Posting.name": "person",
    "programme.PoolEntry.added_name": "added_by",
    "programme.PoolEntry.credit": "added_by",
    "programme.PoolEntry.changed_name": "changed_by",
    "programme.PoolText.name": "by",
    "programme.Step.done_name": "done_by",
    "programme.ItemText.name": "by",
    "programme.Reserve.name": "by",
    "admission.Claim.nickname": "person",
    "admission.Claim.name": "person",
    "admission.Application.name": "person",
    "admission.Evidence.voucher_name": "voucher",
    "answers.Question.name": "person",
    "answers.Answer.name": "person",
    "casework.Proposal.name": "person",
    "casework.Argument.name": "person",
    "library.Moving.by_name": "person",
    "library.Item.credit": "contributor",
    "library.ItemVersion.by_name": "person",
}
# Fields that are called like a name and hold none of a member.
OF_THINGS = {
    "people.RecordSheet.file_name": "a file",
    "people.Community.name": "a community",
    "people.Group.name": "a group",
    "moderation.Draft.name": "a draft of rules",
    "postings.CompanyName.name": "a company",
    "programme.Feed.name": "a source of news",
    "admission.Evidence.file_name": "a file; its row goes with the application",
    "library.Attachment.name": "a file",
    "library.Moving.name": "a file",
    "library.Category.name": "a shelf",
    "library.Tag.name": "a tag",
    "library.Item.author": "who wrote what is quoted from elsewhere, as the source says",
}


def fields_called_names() -> Iterator[str]:
    """Yield the text fields of the house that are called like a name."""
    for model in apps.get_models():
        if model.__module__.startswith("qunce."):
            for each in model._meta.fields:
                is_text = isinstance(each, (models.CharField, models.TextField))
                if is_text and not each.choices and LOOKS_LIKE_A_NAME.search(each.name):
                    yield f"{model._meta.label}.{each.name}"


def test_every_field_called_a_name_is_listed() -> None:
    listed = {*OF_PERSONS, *OF_THINGS}
    none(
        f"{each}: say whose name it is, and see that it goes"
        for each in fields_called_names()
        if each not in listed
    )
    assert listed - set(fields_called_names()) == set(), "fields that are no more"


@pytest.mark.django_db
@pytest.mark.parametrize("field", OF_PERSONS)
def test_a_name_goes_with_its_person(
    field: str, ben: Person, web_group: Group, noon: datetime
) -> None:
    label, _, name = field.rpartition(".")
    key, model = OF_PERSONS[field], apps.get_model(label)
    Person.objects.filter(pk=ben.pk).update(name=MARK)
    ben.refresh_from_db()
    if model is not Person:
        row = row_of(model, key, ben, web_group, noon)
        model._default_manager.filter(pk=row.pk).update(**{name: MARK})
    own_data.erase_rooms(ben)
    own_data.erase_person(ben)
    assert not model._default_manager.filter(**{name: MARK}).exists()


def row_of(model: Any, key: str, person: Person, group: Group, now: datetime) -> Any:
    """Return a row of a table in which only `key` tells whose it is."""
    identity = Identity.objects.filter(person=person, group=group).get()
    if model is Identity:
        return identity
    if key == "person":
        model._default_manager.filter(person=person).delete()
    other = Person.objects.create(community=person.community, name="别人", created_at=now)
    theirs = Identity.objects.create(
        community=person.community,
        group=group,
        channel="web",
        name="别人",
        person=other,
        created_at=now,
    )
    made = Maker(other, group, theirs, now).values_for(model)
    if key:
        each = model._meta.get_field(key)
        whose = {Person: person, Identity: identity}.get(each.related_model, person.pk)
        made[key] = whose
    return model._default_manager.create(**made)


@pytest.mark.django_db
def test_who_has_the_same_name_keeps_it(ben: Person, web_group: Group, noon: datetime) -> None:
    other = Person.objects.create(community=ben.community, name=ben.name, created_at=noon)
    about: dict[str, Any] = {"community": ben.community, "values": {}, "created_at": noon}
    for number, key in enumerate((ben.pk, other.pk, None), start=900):
        Version.objects.create(number=number, author=ben.name, author_id=key, **about)
    own_data.erase_rooms(ben)
    left = Version.objects.filter(number__gte=900).order_by("number")
    assert list(left.values_list("author", flat=True)) == ["", ben.name, ""]


@pytest.mark.django_db
def test_lines_that_no_import_could_read_lose_those_with_the_name(
    ben: Person, web_group: Group, noon: datetime
) -> None:
    told = [[1, {}, f"{ben.name} 说了"], [2, {}, "别的"]]
    row = Import.objects.create(
        community=ben.community,
        group=web_group,
        began_at=noon,
        seen_at=noon,
        skipped=2,
        report={"skipped": told, "gaps": []},
    )
    own_data.erase_rooms(ben)
    row.refresh_from_db()
    assert row.report == {"skipped": [[1, {}, ""], [2, {}, "别的"]], "gaps": []}
