"""The button that has something tried again which was not carried out."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce import clock
from qunce.kernel.messages import Role
from qunce.ledger import repeating
from qunce.ledger.models import Errand
from qunce.shell.access import holds


def try_again(request: HttpRequest, errand: Errand) -> str:
    """Return the button as safe HTML; "" where the errand, or the viewer's role, has none."""
    roles: frozenset[Role] = getattr(request, "roles", frozenset())
    if not holds(roles, Role.OPS) or repeating.why_not(errand, clock.now()) is not None:
        return ""
    return render_to_string("shell/parts/again.html", {"errand": errand}, request)
