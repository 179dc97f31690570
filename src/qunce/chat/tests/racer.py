"""A process that takes a conversation in while another one does the same: see test_race.py."""

import sys

import django

django.setup()

from qunce.chat import actions as chat  # noqa: E402  (Django must be set up first)
from qunce.chat.tests.talk import LATER, LONG_TALK, exact  # noqa: E402
from qunce.kernel.messages import Source  # noqa: E402
from qunce.people.models import Group  # noqa: E402


def tell(line: str) -> None:
    """Say a line to the test that started the race."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(keys: list[str]) -> None:
    """Wait for a line, take the same conversation into each group, print what was added."""
    groups = [Group.objects.get(pk=int(key)) for key in keys]
    tell("ready")
    sys.stdin.readline()
    added = 0
    for group in groups:
        for batch in chat.batches([exact(line) for line in LONG_TALK], 100):
            result = chat.ingest(group, batch, source=Source.HISTORY, now=LATER)
            added += len(result.added)
    tell(str(added))


if __name__ == "__main__":
    main(sys.argv[1:])
