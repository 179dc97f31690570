"""A member says whether they know an applicant: by the link alone, or from their own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qunce.kernel.errors import BusyError, QunceError
from qunce.people.models import Person
from qunce.rooms.admission import evidence, finding
from qunce.rooms.admission.domain import EvidenceState
from qunce.rooms.admission.web.visiting import check_open, show, who
from qunce.shell import throttle
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.refusals import came_from
from qunce.shell.words import render as say


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def vouch(request: OpenRequest, token: str) -> HttpResponse:
    """Show who it is and what vouching means; take the answer.

    A GET never answers: chat apps open links before a person does.
    """
    asked = finding.access_vouch(token)
    check_open(asked.community)
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    if answer in {"know", "not"}:
        try:
            throttle.knock("admission.vouch", who(request), now=request.now)
            evidence.answer_vouch(asked, knows=answer == "know", now=request.now)
        except BusyError as error:
            messages.error(request, say(error.words))
        except QunceError as error:
            messages.info(request, say(error.words))
        else:
            messages.success(request, _("Thank you! Your answer has helped."))
        return HttpResponseRedirect(_where(request, token))
    application = asked.application
    known = {
        "asked": asked,
        "application": application,
        "place": application.group or application.community,
        "may_answer": asked.state == EvidenceState.OPEN and not evidence.is_over(application),
    }
    return show(request, asked.community, "admission/vouch.html", known)


def _where(request: OpenRequest, token: str) -> str:
    """Return the member's own page that the answer came from, else the page of the question."""
    back = came_from(request)
    return back if back.startswith("/m/") else reverse("admission_vouch", kwargs={"token": token})


def lines(request: HttpRequest, person: Person) -> str:
    """Return the questions to a member on their home page, "" where nobody asks."""
    asked = finding.list_asked(person)
    if not asked:
        return ""
    return render_to_string("admission/asked_home.html", {"asked": asked}, request)


URLS = [path("v/<str:token>/", vouch, name="admission_vouch")]
