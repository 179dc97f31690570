"""All reads of casework."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from qunce.facts.reads import CaseSummary
from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.audience import for_person
from qunce.people.domain import read_nickname
from qunce.people.models import Community, Group, Membership, Person
from qunce.people.queries import list_groups
from qunce.playbook.queries import effective
from qunce.rooms.casework.domain import AWAY, LETTERS, SHOWN, ProposalState, Settings, StudyState
from qunce.rooms.casework.models import Argument, Position, Proposal, Study
from qunce.rooms.casework.traces import Trace, find_traces

NO_STUDY = N_("There is no such monthly case.")
NO_PROPOSAL = N_("There is no such proposal.")
NO_ARGUMENT = N_("There is no such argument.")
OPTIONS = 5000  # characters of a part of the method
PARTS: Sequence[tuple[str, str]] = (
    ("situation", N_("The situation")),
    ("options", N_("What could be done")),
    ("law", N_("What the law says")),
    ("done", N_("What was done")),
    ("lesson", N_("What to take along")),
)


def settings_of(community: int) -> Settings:
    """Return for how long cases are called for and discussed."""
    return effective(community, Settings)


def list_for(person: Person) -> QuerySet[Study]:
    """Return the cases that a member may see: called for, discussed, or summed up."""
    return for_person(Study.objects.filter(state__in=SHOWN), person)


def list_studies(community: Community) -> QuerySet[Study]:
    """Return all cases of a community, for who runs it."""
    return Study.objects.filter(community=community)


def access_for(person: Person, pk: int) -> Study:
    """Return a case that a member may see, or raise NotFoundError.

    Also one that is being written or was dropped, for the groups have its address: of those only
    where they stand is shown.
    """
    rows = for_person(Study.objects.filter(state__in=(*SHOWN, *AWAY)), person)
    found = rows.select_related("community").filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_STUDY))
    return found


def access_study(community: Community, pk: int) -> Study:
    """Return a case of a community, or raise NotFoundError."""
    rows = Study.objects.filter(community=community, pk=pk)
    found = rows.select_related("community", "checked_by").first()
    if found is None:
        raise NotFoundError(Words(NO_STUDY))
    return found


def access_proposal(community: Community, pk: int) -> Proposal:
    """Return a proposal of a community, or raise NotFoundError."""
    rows = Proposal.objects.filter(community=community, pk=pk)
    found = rows.select_related("study__community").first()
    if found is None:
        raise NotFoundError(Words(NO_PROPOSAL))
    return found


def access_argument(community: Community, pk: int) -> Argument:
    """Return an argument of a community, or raise NotFoundError."""
    rows = Argument.objects.filter(community=community, pk=pk)
    found = rows.select_related("position__study__community").first()
    if found is None:
        raise NotFoundError(Words(NO_ARGUMENT))
    return found


def list_positions(study: Study, *, all_of_them: bool = False) -> list[Position]:
    """Return the positions of a case with their arguments, without those left out."""
    rows = Argument.objects.select_related("person", "message")
    shown = rows if all_of_them else rows.filter(is_left_out=False)
    return list(study.positions.prefetch_related(Prefetch("arguments", shown)))


def options_of(study: Study) -> str:
    """Return what was said in the discussion, position by position: the method's second part."""
    lines = []
    for each in list_positions(study):
        lines.append(f"{LETTERS[each.place]}. {each.title}")
        lines += [f"- {' '.join(said.text.split())}" for said in each.arguments.all()]
    return "\n".join(lines)[:OPTIONS]


def list_proposals(study: Study) -> QuerySet[Proposal]:
    """Return what was proposed and not taken back."""
    rows = Proposal.objects.filter(study=study).exclude(state=ProposalState.WITHDRAWN)
    return rows.select_related("person")


def groups_of(study: Study) -> list[Group]:
    """Return the groups in which a case is discussed."""
    chosen = list(study.groups.filter(archived_at__isnull=True))
    return chosen or list(list_groups(study.community))


def find_open(group: int, now: datetime) -> Study | None:
    """Return the case that is discussed in a group now, None for none."""
    rows = Study.objects.filter(
        state=StudyState.DISCUSSED,
        opened_at__lte=now,
        closes_at__gt=now,
        community__in=Group.objects.filter(pk=group).values("community"),
    )
    for_it = Q(groups=group) | Q(groups__isnull=True)
    return rows.filter(for_it).order_by("-opened_at").first()


def list_idle() -> list[tuple[Community, datetime | None]]:
    """Return the communities that hold cases and have none under way, and when they last called.

    A case that was dropped does not count. In one query.
    """
    own = Study.objects.filter(community=OuterRef("pk")).order_by()
    over = (StudyState.SUMMED, StudyState.DROPPED)
    last = own.exclude(state=StudyState.DROPPED).order_by("-called_at").values("called_at")[:1]
    rows = Community.objects.filter(Exists(own), ~Exists(own.exclude(state__in=over)))
    return [(each, each.last) for each in rows.annotate(last=Subquery(last)).order_by("pk")]


def traces_of(study: Study, text: str | None = None) -> list[Trace]:
    """Return what in a scenario may tell who it was: names of members, companies, numbers …"""
    people = Person.objects.filter(community=study.community_id)
    names: set[str] = set()
    companies: set[str] = set()
    for name, company in people.values_list("name", "company"):
        parts = read_nickname(name)
        names |= {name, parts.name}
        companies |= {company, parts.company}
    nicknames = Membership.objects.filter(community=study.community_id).exclude(nickname="")
    for nickname in nicknames.values_list("nickname", flat=True):
        names.add(read_nickname(nickname).name)
    return find_traces(study.scenario if text is None else text, names, companies)


def credited(study: Study) -> list[tuple[int | None, str]]:
    """Return who took part, by key and name: who proposed it (unless hidden), and who argued."""
    chosen = study.proposals.filter(state=ProposalState.CHOSEN, is_hidden=False)
    proposed = list(chosen.values_list("person", "name"))
    rows = Argument.objects.filter(position__study=study, is_left_out=False).order_by("id")
    said = [(person, name.split("-")[0]) for person, name in rows.values_list("person", "name")]
    found: dict[object, tuple[int | None, str]] = {}
    for person, name in [*proposed, *said]:
        if name:
            found.setdefault(person or name, (person, name))
    return list(found.values())


def read_case(community: int, study: int) -> CaseSummary | None:
    """Return a case with its method, as the library takes it over (see facts.reads)."""
    rows = Study.objects.filter(community=community, pk=study, state=StudyState.SUMMED)
    found = rows.select_related("community").first()
    if found is None:
        return None
    parts = tuple((Words(head), getattr(found, name)) for name, head in PARTS)
    return CaseSummary(
        title=found.title,
        parts=tuple(each for each in parts if each[1]),
        credited=tuple(name for _person, name in credited(found)),
        path=f"/m/{found.community.key}/monthly/{found.pk}/",
    )
