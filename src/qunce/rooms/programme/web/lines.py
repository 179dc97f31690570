"""What lines of the desk show of an entry: the text to be looked through, where it stands."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce.ledger.models import Task
from qunce.rooms.programme.models import Item


def review(request: HttpRequest, task: Task) -> str:
    """Return the text that waits for a second person, and what can be done with it."""
    keys = [key for kind, key in task.subjects if kind == "planned"]
    item = Item.objects.select_related("community").filter(pk__in=keys).first()
    if item is None:
        return ""
    about = {"item": item, "key": item.community.key, "task": task}
    return render_to_string("programme/parts/review_line.html", about, request)
