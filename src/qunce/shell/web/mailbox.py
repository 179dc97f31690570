"""The page of the local mailbox."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from qunce.shell import mailbox
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.models import Mail

SHOWN = 50


@open_page
def inbox(request: OpenRequest) -> HttpResponse:
    """Show the newest mails, with their codes to copy; on a local site only, and from it only."""
    if not mailbox.is_shown():
        raise Http404
    if request.META.get("REMOTE_ADDR") not in {"127.0.0.1", "::1"}:
        raise PermissionDenied
    mails = [
        {"mail": mail, "code": mailbox.code_in(mail.body), "links": mailbox.links_in(mail.body)}
        for mail in Mail.objects.all()[:SHOWN]
    ]
    template = "shell/mailbox_mails.html" if request.htmx else "shell/mailbox.html"
    return render(request, template, {"mails": mails})
