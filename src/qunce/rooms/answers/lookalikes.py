"""Questions that are like a text: found by the pairs of letters that their titles share with it."""

from django.db.models import Count

from qunce.people.models import Person
from qunce.rooms.answers import queries
from qunce.rooms.answers.domain import ALIKE, likeness, pairs_of
from qunce.rooms.answers.models import Question, TitlePair

MOST_PAIRS = 40  # of a typed text; a longer one is known by its beginning
WEIGHED = 200  # questions that are weighed: those that share most pairs of letters


def note(question: Question) -> None:
    """Bring the pairs of a question in step with its title, in the caller's transaction."""
    wanted = pairs_of(question.title)
    rows = TitlePair.objects.filter(question=question)
    known = set(rows.values_list("pair", flat=True))
    rows.filter(pair__in=known - wanted).delete()
    TitlePair.objects.bulk_create(
        TitlePair(community_id=question.community_id, question=question, pair=each)
        for each in sorted(wanted - known)
    )


def find(person: Person, text: str, *, limit: int = 5, without: int = 0) -> list[Question]:
    """Return the questions a member may see that are most like a text, the likest first."""
    pairs = list(dict.fromkeys(sorted(pairs_of(text), key=text.find)))[:MOST_PAIRS]
    if not pairs:
        return []
    rows = TitlePair.objects.filter(community=person.community_id, pair__in=pairs)
    shared = rows.exclude(question=without).values("question").annotate(count=Count("pk"))
    keys = [each["question"] for each in shared.order_by("-count", "-question")[:WEIGHED]]
    found = queries.list_for(person).filter(pk__in=keys).order_by("-pk")
    weighed = [(likeness(pairs, f"{each.title} {each.text[:200]}"), each) for each in found]
    weighed = [(max(score, likeness(pairs, each.title)), each) for score, each in weighed]
    weighed.sort(key=lambda pair: -pair[0])
    return [each for score, each in weighed if score >= ALIKE][:limit]
