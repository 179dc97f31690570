"""Screenshots and links that show that a task was done, also added afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import proofs
from qunce.ledger import queries as record
from qunce.shell import uploads
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.downloads import download
from qunce.shell.lists import key_of
from qunce.shell.words import render as say

NO_TARGET = N_("There is no such task.")


@require_POST
@console_page()
def add(request: QunceRequest, pk: int) -> HttpResponse:
    """Add a screenshot or a link to a task, or to one group of it; then back to what it is of."""
    task = record.access_task(request.community.pk, pk)
    target = None
    if "target" in request.POST:
        target = task.targets.filter(pk=key_of(request.POST["target"]) or 0).first()
        if target is None:
            raise NotFoundError(Words(NO_TARGET))
    file = request.FILES.get("screenshot")
    text = request.POST.get("proof", "")
    try:
        shot = proofs.check(uploads.read(file, proofs.MOST_MEGABYTES)) if file else None
        proofs.add(task, shot, text=text, target=target, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("The proof is kept."))
    if task.link:
        return redirect(task.link)
    return redirect("console_desk", key=request.community.key)


@require_GET
@console_page()
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a screenshot."""
    found = proofs.access(request.community.pk, pk)
    answer = download(found.read_bytes(), "image/jpeg", f"{pk}.jpg", shown=True)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


URLS = [
    path("c/<slug:key>/tasks/<int:pk>/proof/", add, name="console_add_proof"),
    path("c/<slug:key>/proofs/<int:pk>.jpg", show, name="console_proof"),
]
