"""Where a visit begins, and what the reader chose for all pages: language and appearance."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from qunce.people import queries as people
from qunce.shell.access import AccountRequest, OpenRequest, account_page, enter, open_page
from qunce.shell.frame import THEME_COOKIE, THEMES, Frame
from qunce.shell.middleware import YEAR, remember_language

LAST_COMMUNITY = "qunce_community"


def next_of(request: HttpRequest) -> str:
    """Return the address of this site that a form wants to go back to, "/" without one."""
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if is_ours else "/"


@open_page
def home(request: OpenRequest) -> HttpResponse:
    """Lead to the first run, to the log-in, or to the community that was visited last."""
    if people.is_site_empty():
        try:
            return redirect(reverse("console_first_run"))
        except NoReverseMatch:
            return render(request, "shell/nowhere.html")
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    keys = [community.key for community in Frame(request).communities]
    if not keys:
        return render(request, "shell/nowhere.html")
    last = request.COOKIES.get(LAST_COMMUNITY, "")
    return redirect("shell_enter", last if last in keys else keys[0])


@account_page
def enter_community(request: AccountRequest, key: str) -> HttpResponse:
    """Lead to the desk for who runs the group, to the member site for all others."""
    entered = enter(request, key)
    frame = Frame(entered)
    if frame.home == "/":
        return render(entered, "shell/nowhere.html")
    response = redirect(frame.home)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(LAST_COMMUNITY, key, max_age=YEAR, samesite="Lax", secure=secure)
    return response


@open_page
@require_POST
def choose_language(request: OpenRequest) -> HttpResponse:
    """Remember the language, in the cookie and for mails with the account."""
    response = HttpResponseRedirect(next_of(request))
    chosen = request.POST.get("language", "")
    if chosen in {code for code, _name in settings.LANGUAGES}:
        remember_language(response, chosen)
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


@open_page
@require_POST
def choose_theme(request: OpenRequest) -> HttpResponse:
    """Remember light, dark, or what the device says."""
    response = HttpResponseRedirect(next_of(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=secure)
    return response
