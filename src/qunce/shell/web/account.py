"""The account page: what belongs to a log-in, wherever its person is a member."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.shell.access import AccountRequest, QunceRequest, account_page, member_page
from qunce.shell.safety import passkeys_work


@account_page
def account(request: AccountRequest) -> HttpResponse:
    """Show address, password, second factor, sessions, language, and the communities."""
    shown = {"has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "shell/account.html", shown)


@require_POST
@account_page
def end_session(request: AccountRequest, pk: int) -> HttpResponse:
    """Log out one of the viewer's other devices; what is gone already stays gone."""
    others = UserSession.objects.filter(user=request.user)
    found = others.exclude(session_key=request.session.session_key).filter(pk=pk).first()
    if found is not None:
        found.end()
        messages.success(request, _("Logged out there."))
    return redirect("usersessions_list")


@member_page
def second_factor(request: QunceRequest) -> HttpResponse:
    """Tell who holds a role that a second factor is asked for, and lead to setting one up."""
    known = {
        "has_second_factor": is_mfa_enabled(request.user),
        "passkeys_work": passkeys_work(request),
    }
    return render(request, "shell/second_factor.html", known)
