"""THE list of rooms and channels. INSTALLED_APPS, urls and commands follow from it."""

ROOMS: tuple[str, ...] = ()

CHANNELS: tuple[str, ...] = ("web", "manual")

FLOORS: tuple[str, ...] = (
    "store",
    "ledger",
    "people",
    "playbook",
    "chat",
    "shell",
    "console",
    "gateway",
)
