"""The privacy notice as settings, its versions, and whose consent is wanted anew.

What the law asks to be told (个人信息保护法 art. 17) is composed by the console from this section
and from what the cards say of the data they store. A version is counted whenever the section was
changed; a consent holds until the notice changed in substance (art. 14).
"""

from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_
from qunce.people import consents
from qunce.people.domain_own import Purpose
from qunce.people.models import Community, Person
from qunce.playbook import domain
from qunce.playbook.models import Version

LONG = 4000  # characters of the own words


@dataclass(frozen=True, slots=True)
class Privacy:
    """Who answers for members' data, how long it is kept, and own words of the notice."""

    responsible: str = option(
        "",
        N_("Who is responsible"),
        N_("The company or the person that runs the groups, as members find it in the notice."),
        high=120,
    )
    contact: str = option(
        "",
        N_("Address for questions about data"),
        N_("A mailbox or a phone number that somebody answers."),
        high=120,
    )
    processors: str = option(
        "",
        N_("Who works on our behalf"),
        N_("Whoever gets members' data in order to run this: hosting, mail, chat platform."),
        high=1000,
    )
    contacts_days: int = option(
        90,
        N_("Contacts are kept after leaving"),
        N_("Then phone, WeChat ID and company mailbox of who is in no group any more are deleted."),
        low=1,
        high=3650,
        unit=N_("days"),
    )
    looks_days: int = option(
        1095,
        N_("It is kept who looked at contacts"),
        low=180,
        high=3650,
        unit=N_("days"),
    )
    copy_days: int = option(
        3,
        N_("A link to a copy holds"),
        N_("By it a member without a log-in fetches the own data, when an admin has given it."),
        low=1,
        high=14,
        unit=N_("days"),
    )
    wait_days: int = option(
        7,
        N_("Waiting time before a deletion"),
        N_("Until then a member may take the deletion back."),
        low=1,
        high=15,
        unit=N_("days"),
    )
    remind_days: int = option(
        2,
        N_("Reminder before a deletion"),
        N_("So long before it a mail reminds the member; 0 for none."),
        low=0,
        high=14,
        unit=N_("days"),
    )
    own_words: str = option(
        "",
        N_("Own words"),
        N_("What is special here; it stands at the end of the notice."),
        high=LONG,
    )
    own_words_en: str = option("", N_("Own words in English"), high=LONG)
    edition: int = option(
        1,
        N_("Edition in substance"),
        N_(
            "Raise it by one where purposes, kinds of data or who gets them have changed: then "
            "all members are asked for their consent anew."
        ),
        low=1,
        high=1000,
    )


PRIVACY = Section(
    "privacy",
    N_("Privacy notice"),
    Privacy,
    N_("What members read about their data, and how long it is kept."),
    is_common=True,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A version of the notice: counted from 1, the text that the house brings along."""

    number: int
    since: datetime
    settings: Privacy


def list_notices(community: Community) -> list[Notice]:
    """Return all versions of the notice, oldest first."""
    rows = Version.objects.filter(community=community, group__isnull=True).order_by("number")
    notices = [Notice(1, community.created_at, Privacy())]
    stored: object = {}
    for data, at in rows.values_list(f"values__{PRIVACY.key}", "created_at"):
        if (data or {}) != stored:
            stored = data or {}
            settings = domain.effective(PRIVACY, stored)
            notices.append(Notice(len(notices) + 1, at, settings))
    return notices


def privacy_version(community: Community) -> int:
    """Return the number of the notice that counts now."""
    return list_notices(community)[-1].number


def consent_version(community: Community) -> int:
    """Return the number of the oldest notice to which a consent still holds (art. 14)."""
    notices = list_notices(community)
    oldest = notices[-1]
    for each in reversed(notices):
        if each.settings.edition != oldest.settings.edition:
            break
        oldest = each
    return oldest.number


def lacks_consent(person: Person) -> bool:
    """Say whether a person has to be asked for the consent to the notice, first or anew."""
    given = consents.find(person, Purpose.PRIVACY)
    return given is None or given.version < consent_version(person.community)
