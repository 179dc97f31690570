"""The account page: what belongs to a log-in, wherever its person is a member."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import render

from qunce.shell.access import AccountRequest, account_page


@account_page
def account(request: AccountRequest) -> HttpResponse:
    """Show address, password, second factor, sessions, language, and the communities."""
    shown = {"has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "shell/account.html", shown)
