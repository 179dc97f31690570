"""How one comes in: by a code sent by e-mail, or with a password; who has no account stays out."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from qunce import clock
from qunce.people.models import Account
from qunce.shell.middleware import remember_language

SET_UP = timedelta(minutes=2)


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth is not typed
    """One address; with a password that logs in, without one a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.fields["login"]
        address.label = _("E-mail address")
        address.widget.attrs |= {"autofocus": True, "autocomplete": "email", "inputmode": "email"}
        address.widget.attrs.pop("placeholder", None)

    def _setup_password_field(self) -> None:
        """Keep the password, but do not ask for it: most people log in by code."""
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.fields["password"] = forms.CharField(
            label=_("Password"), required=False, widget=widget, strip=False
        )


KEY_NAME = _("Name of the passkey")
KEY_HELP = _("So that you know it again: the phone or the computer it lies on.")


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """A new passkey, with a name in the reader's language."""

    name = forms.CharField(label=KEY_NAME, help_text=KEY_HELP, max_length=100, required=False)


class EditPasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """Another name for a passkey."""

    name = forms.CharField(label=KEY_NAME, help_text=KEY_HELP, max_length=100)


class Entrance(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """What the house does differently from allauth at the door."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("The code is not right. Take the newest one, or ask for a new code."),
        "email_password_mismatch": _("Address and password do not fit. Try the e-mail code."),
        "too_many_login_attempts": _("Too many tries. Please wait some minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Say whether anybody may make an account; usually people are added by the group."""
        return bool(settings.ACCOUNT_SIGNUP_OPEN)

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        """Ask who it is before the safety of an account is changed, but not twice in a row.

        Whoever has just set up a second factor goes on to the recovery codes: the app's code that
        was typed cannot be used again, and the next one takes half a minute.
        """
        required: bool = super().is_reauthentication_required(app=app, **about)
        if not required or app != "allauth.mfa":
            return required
        since = clock.now() - SET_UP
        fresh = Authenticator.objects.filter(user=self.request.user, created_at__gte=since)
        return not fresh.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def post_login(self, request: HttpRequest, user: Account, **about: Any) -> HttpResponse:
        """Show the pages in the language that the account has chosen elsewhere."""
        response: HttpResponse = super().post_login(request, user, **about)
        if user.language:
            remember_language(response, user.language)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the reader's language: the account's, else that of the page."""
        account = Account.objects.filter(email__iexact=email).first()
        language = (account and account.language) or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)
