"""All reads of the library but the search."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.audience import audience_of, for_person
from qunce.people.models import Community, Person
from qunce.rooms.library.domain import ItemState, Kind, Permission
from qunce.rooms.library.models import Attachment, Category, Feedback, Item, ItemVersion, Tag
from qunce.rooms.library.writing import About

NO_ITEM = N_("There is no such item in the library.")
NO_VERSION = N_("There is no such version.")
NO_FILE = N_("There is no such file.")
NO_CATEGORY = N_("There is no such category.")
NEAREST = 60  # items with the same tags that are weighed


# --- items --------------------------------------------------------------------------------------


def list_items(community: Community) -> QuerySet[Item]:
    """Return all items of a community with what the console's list shows."""
    rows = Item.objects.filter(community=community)
    return rows.select_related("category__parent", "keeper", "writer").prefetch_related(
        "tags", "groups"
    )


def access_item(community: Community, pk: int) -> Item:
    """Return an item of the community, or raise NotFoundError."""
    rows = list_items(community).select_related("community", "contributor", "replaced_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_ITEM))
    return found


def list_for(person: Person) -> QuerySet[Item]:
    """Return what a member may read: published, and for them."""
    rows = Item.objects.filter(shown__gt=0).select_related("category__parent")
    return for_person(rows, person).prefetch_related("tags")


def access_for(person: Person, pk: int) -> Item:
    """Return an item that a member may read, or raise NotFoundError, as if there were none."""
    rows = list_for(person).select_related("community", "contributor", "replaced_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_ITEM))
    return found


def newest_of(item: Item) -> ItemVersion:
    """Return the newest text of an item."""
    return item.versions.get(number=item.revision)


def about_of(item: Item) -> About:
    """Return what is known of an item beside its text, as it would be saved again."""
    return About(
        kind=Kind(item.kind),
        category=item.category,
        tags=[tag.name for tag in item.tags.all()],
        contributor=item.contributor,
        permission=Permission(item.permission),
        keeper=item.keeper,
        audience=audience_of(item),
        replaces=list(item.replaces.all()),
        source=item.source,
        link=item.link,
        author=item.author,
        credit=item.credit,
        dated=item.dated,
        valid_from=item.valid_from,
        valid_until=item.valid_until,
    )


def access_version(item: Item, number: int) -> ItemVersion:
    """Return a version of an item, or raise NotFoundError."""
    found = item.versions.filter(number=number).first()
    if found is None:
        raise NotFoundError(Words(NO_VERSION))
    return found


def before(version: ItemVersion) -> ItemVersion | None:
    """Return the version that came before one, those kept aside left out."""
    rows = ItemVersion.objects.filter(item=version.item_id, number__lt=version.number)
    return rows.filter(is_aside=False).first()


def count_by_state(community: Community) -> dict[str, int]:
    """Return how many items stand where."""
    rows = Item.objects.filter(community=community).values_list("state")
    return dict(rows.annotate(count=Count("id")).order_by())


def list_replaceable(community: Community, item: Item | None = None) -> QuerySet[Item]:
    """Return the items in force that a newer one may replace."""
    rows = Item.objects.filter(community=community, shown__gt=0)
    mine = Q(replaced_by=item) if item is not None else Q(pk__in=[])
    rows = rows.filter(Q(ended_at__isnull=True, replaced_by__isnull=True) | mine)
    return rows.exclude(pk=item.pk if item else 0).order_by("-published_at")[:200]


def related_to(item: Item, person: Person, limit: int = 5) -> list[Item]:
    """Return what else a member may want: with the same tags, then of the same category."""
    tags = [tag.pk for tag in item.tags.all()]
    links = Item.tags.through.objects.filter(tag__in=tags).exclude(item=item.pk)
    shared = links.values("item").annotate(common=Count("tag")).order_by("-common", "-item")
    common = {each["item"]: each["common"] for each in shared[:NEAREST]}
    rows = list_for(person).exclude(pk=item.pk).filter(ended_at__isnull=True)
    alike = rows.filter(pk__in=common)
    found = sorted(alike, key=lambda each: (-common[each.pk], -each.useful, -each.pk))[:limit]
    if len(found) < limit and item.category_id is not None:
        beside = rows.filter(category=item.category_id).exclude(pk__in=[e.pk for e in found])
        found += beside.order_by("-useful", "-id")[: limit - len(found)]
    return found


def list_newest(person: Person, limit: int) -> list[Item]:
    """Return what came into the library last."""
    return list(list_for(person).order_by("-published_at", "-id")[:limit])


def list_best(person: Person, limit: int) -> list[Item]:
    """Return what members found most useful."""
    rows = list_for(person).filter(useful__gt=0, ended_at__isnull=True)
    return list(rows.order_by("-useful", "-id")[:limit])


def feedback_of(item: Item, person: Person) -> bool | None:
    """Return whether an item was useful to a member, None while they have not said."""
    row = Feedback.objects.filter(item=item, person=person).first()
    return row.is_useful if row else None


# --- categories, tags, files --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with its depth (0 or 1) and how many items stand on it and below."""

    category: Category
    depth: int
    count: int

    @property
    def label(self) -> str:
        """Return the name with the shelf above it."""
        parent = self.category.parent
        return f"{parent.name} / {self.category.name}" if parent else self.category.name


def list_shelves(community: Community, items: QuerySet[Item] | None = None) -> list[Shelf]:
    """Return the categories in their order, with the counts of some items (none: all)."""
    counted = Item.objects.filter(community=community) if items is None else items
    counts = dict(counted.order_by().values_list("category").annotate(n=Count("pk")))
    return _in_order(community, counts)


def list_categories(community: Community) -> list[Shelf]:
    """Return the categories in their order, to choose from: nothing is counted."""
    return _in_order(community, {})


def _in_order(community: Community, counts: Mapping[int | None, int]) -> list[Shelf]:
    rows = list(Category.objects.filter(community=community).select_related("parent"))
    found = []
    for top in (row for row in rows if row.parent_id is None):
        below = [row for row in rows if row.parent_id == top.pk]
        total = sum(counts.get(each.pk, 0) for each in (top, *below))
        found.append(Shelf(top, 0, total))
        found += [Shelf(each, 1, counts.get(each.pk, 0)) for each in below]
    return found


def access_category(community: Community, pk: int) -> Category:
    """Return a category of the community, or raise NotFoundError."""
    rows = Category.objects.filter(community=community, pk=pk).select_related("parent")
    found = rows.first()
    if found is None:
        raise NotFoundError(Words(NO_CATEGORY))
    return found


def on_shelf(rows: QuerySet[Item], pk: str) -> QuerySet[Item]:
    """Return the items on a shelf and on those that stand on it."""
    below = Category.objects.filter(Q(pk=int(pk)) | Q(parent=int(pk)))
    return rows.filter(category__in=list(below.values_list("pk", flat=True)))


def list_tags(community: Community, items: QuerySet[Item], limit: int = 30) -> list[Tag]:
    """Return the tags that are used most, of those that some of the items given bear."""
    links = Item.tags.through.objects.filter(tag__community=community)
    counted = links.values("tag").annotate(n=Count("pk")).order_by("-n", "tag")
    keys = [each["tag"] for each in counted[: limit * 3]]
    borne = Exists(items.filter(tags=OuterRef("pk")).order_by())
    rows = Tag.objects.filter(borne, pk__in=keys).in_bulk()
    return [rows[key] for key in keys if key in rows][:limit]


def access_file(item: Item, pk: int) -> Attachment:
    """Return a file of an item, or raise NotFoundError."""
    found = item.attachments.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_FILE))
    return found


# --- for others ---------------------------------------------------------------------------------


def list_published(community: int, since: datetime, until: datetime) -> QuerySet[Item]:
    """Return what came into the library in a half-open interval and still stands there."""
    rows = Item.objects.filter(community=community, shown__gt=0)
    found = rows.filter(published_at__gte=since, published_at__lt=until)
    return found.select_related("community", "contributor").prefetch_related("groups")


def list_waiting(community: Community) -> QuerySet[Item]:
    """Return what waits for a review, the longest first."""
    return list_items(community).filter(state=ItemState.REVIEW).order_by("submitted_at", "id")
