"""One after the other: for what must not be there twice and no constraint of a table can tell."""

from qunce.people.models import Community


def in_turn(community: int) -> None:
    """Wait until nobody else of a community is within such an act, and hold the turn to the end.

    The end is that of the transaction. SQLite lets one write at a time anyway. On PostgreSQL rows
    that name the community can be stored meanwhile: its key is not locked.
    """
    Community.objects.select_for_update(no_key=True).get(pk=community)
