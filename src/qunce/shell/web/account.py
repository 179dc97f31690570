"""The account page: what belongs to a log-in, wherever its person is a member."""

from django.http import HttpResponse
from django.shortcuts import render

from qunce.shell.access import AccountRequest, account_page


@account_page
def account(request: AccountRequest) -> HttpResponse:
    """Show address, password, second factor, sessions, language."""
    return render(request, "shell/account.html")
