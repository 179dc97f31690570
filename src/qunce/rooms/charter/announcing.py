"""The words that tell members of a version, and of what they have not accepted yet. Pure."""

from collections.abc import Sequence

from qunce.kernel.text import N_, Words

ANNOUNCEMENT = N_(
    "📌 Our charter has a new version (number %(number)s), in force from %(since)s.\n"
    "%(note)s%(follow)s\nRead it here: %(address)s"
)
NOTE = N_("What changed: %(note)s\n")
PLEASE_ACCEPT = N_("Please open it and tap “I accept” until %(until)s, thank you 🙏")
STAYING = N_("Whoever stays in the group knows the new version (继续留群即视为知悉).")

CHASE = N_(
    "%(names)s\nThe charter (version %(number)s) still waits for your “I accept”. "
    "It takes a minute, thank you 🙏\n%(address)s"
)
AND_MORE = N_("%(names)s and %(count)s more")
NAMED = 60  # so many names fit into one message that somebody still reads


def announcement(
    number: int, since: str, note: str, address: str, *, accept_until: str = ""
) -> Words:
    """Return what all groups are told; without `accept_until`, staying counts as knowing."""
    follow = Words(PLEASE_ACCEPT, {"until": accept_until}) if accept_until else Words(STAYING)
    return Words(
        ANNOUNCEMENT,
        {
            "number": number,
            "since": since,
            "note": Words(NOTE, {"note": note}) if note else "",
            "follow": follow,
            "address": address,
        },
    )


def chase(names: Sequence[str], number: int, address: str) -> Words:
    """Return one text for everybody who has not accepted in time."""
    called: Words | str = " ".join(f"@{name}" for name in names[:NAMED])
    if len(names) > NAMED:
        called = Words(AND_MORE, {"names": called, "count": len(names) - NAMED})
    return Words(CHASE, {"names": called, "number": number, "address": address})
