"""The way into a group by hand: 加好友 → 拉群 → 发欢迎语, person by person; the waiting list."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.chat.models import Message
from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.models import Group
from qunce.people.queries import access_group, access_identity
from qunce.rooms.admission import arrivals, lines, meeting, queue, receiving
from qunce.rooms.admission.arriving import SEATED
from qunce.rooms.admission.domain import ArrivalState
from qunce.rooms.admission.matching import Ground
from qunce.rooms.admission.models import Arrival
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import ListPage, ListSetup, key_of
from qunce.shell.refusals import came_from, toast

SAMPLES = 5
NO_ARRIVAL = N_("There is nobody like that on the way.")
SHOWN = {
    "coming": SEATED,
    "waiting": (ArrivalState.WAITLISTED,),
    "arrived": (ArrivalState.ARRIVED,),
    "dropped": (ArrivalState.DROPPED,),
}


@require_GET
@console_page()
def index(request: QunceRequest, group: str) -> HttpResponse:
    """Show who is on the way into a group, who waits for a seat, and who came."""
    place = access_group(request.community, group)
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWN else "waiting"
    rows = Arrival.objects.filter(group=place, state__in=SHOWN[show]).alias(turn=lines.TURN)
    setup = ListSetup(
        search=("person__name__icontains", "person__company__icontains", "code_word__iexact"),
        sorts=(("order", _("In order"), "turn" if show in {"coming", "waiting"} else "-id"),),
        placeholder=_("Name, company, code word"),
        keep=("show",),
    )
    page = ListPage(request, rows.select_related("person", "application", "group"), setup)
    known = {
        **receiving.shown_of(place, request.now),
        "page": page,
        "lines": [receiving.line_of(each) for each in page],
        "show": show,
        "tabs": [
            ("coming", _("On the way"), None),
            ("waiting", _("Waiting list"), None),
            ("arrived", _("Arrived"), None),
            ("dropped", _("Dropped"), None),
        ],
        "free": arrivals.seats_of(place),
    }
    return render(request, "admission/arrivals.html", known)


@require_POST
@console_page(Role.OPS)
def tick(request: QunceRequest, pk: int) -> HttpResponse:
    """Note that a step was done, or skipped."""
    found = _access(request, pk)
    skipped = request.POST.get("skip") == "yes"
    arrivals.tick(found, _state(request), by=request.actor, now=request.now, skipped=skipped)
    return _answer(request, found.group)


def _state(request: QunceRequest) -> ArrivalState:
    """Return the step that the page showed as the next one."""
    try:
        return ArrivalState(request.POST.get("state", ""))
    except ValueError:
        raise NotFoundError(Words(NO_ARRIVAL)) from None


@require_POST
@console_page(Role.OPS)
def tick_many(request: QunceRequest, group: str) -> HttpResponse:
    """Note that a step was done for all who are ticked; nobody is ticked at first."""
    place = access_group(request.community, group)
    keys = [int(each) for each in request.POST.getlist("arrival") if key_of(each) is not None]
    rows = Arrival.objects.filter(group=place, pk__in=keys).order_by("id")
    chosen = list(rows.select_related("person", "group__community", "application"))
    if not chosen:
        return _tell(request, place, _("Tick first for whom the step is done."))
    left = arrivals.tick_all(chosen, _state(request), by=request.actor, now=request.now)
    if left:
        names = "、".join(each.person.name for each in left)
        said = _("Somebody was faster, please look again: %(names)s") % {"names": names}
        return _tell(request, place, said)
    return _answer(request, place)


def _tell(request: QunceRequest, group: Group, said: str) -> HttpResponse:
    """Answer with the part of the page as it is now, and say something."""
    if request.htmx:
        return toast(_answer(request, group), said, tone="warn")
    messages.warning(request, said)
    return _answer(request, group)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest, pk: int) -> HttpResponse:
    """Take the last step back."""
    found = _access(request, pk)
    arrivals.undo(found, by=request.actor, now=request.now)
    return _answer(request, found.group)


@require_POST
@console_page(Role.OPS)
def drop(request: QunceRequest, pk: int) -> HttpResponse:
    """Give up on somebody; the seat goes to who waits."""
    found = _access(request, pk)
    arrivals.drop(found, by=request.actor, now=request.now)
    messages.success(request, _("%(name)s is off the way.") % {"name": found.person.name})
    return _answer(request, found.group)


@require_POST
@console_page(Role.OPS)
def bring_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Put somebody on the way again."""
    found = _access(request, pk)
    arrivals.bring_back(found, by=request.actor, now=request.now)
    return _answer(request, found.group)


@require_POST
@console_page(Role.OPS)
def wechat(request: QunceRequest, pk: int) -> HttpResponse:
    """Show the WeChat ID of an applicant once; the look is recorded."""
    found = queue.access_application(request.community, pk)
    value = receiving.look_at_wechat(found, by=request.actor, now=request.now)
    known = {"value": value, "application": found}
    if request.htmx:
        return render(request, "admission/parts/wechat.html", known)
    return render(request, "admission/wechat.html", {**known, "back": came_from(request)})


# --- who is it? ---------------------------------------------------------------------------------


@require_GET
@console_page(Role.OPS)
def newcomer(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a name that appeared, what it said, and who of those let in it could be."""
    identity = access_identity(request.community, pk)
    if identity.group is None:
        raise NotFoundError(Words(NO_ARRIVAL))
    known_way = meeting.who_is(identity)
    found = [] if known_way else meeting.candidates(identity.group, identity, request.now)
    known = {
        "identity": identity,
        "way": known_way,
        "samples": Message.objects.filter(author=identity).order_by("-sent_at")[:SAMPLES],
        "lines": [
            {"arrival": each, "ground": ground.label if ground is not None else ""}
            for each, ground in found
        ],
    }
    return render(request, "admission/newcomer.html", known)


@require_POST
@console_page(Role.OPS)
def meet(request: QunceRequest, pk: int) -> HttpResponse:
    """Say who a newcomer is: somebody who was let in, or nobody of them."""
    identity = access_identity(request.community, pk)
    chosen = request.POST.get("arrival", "")
    if chosen.isdecimal():
        arrival = _access(request, int(chosen))
        if arrival.group_id != identity.group_id:
            raise NotFoundError(Words(NO_ARRIVAL))
        meeting.recognise(arrival, identity, Ground.SAID, by=request.actor, now=request.now)
        about = {"nickname": identity.name, "name": arrival.person.name}
        messages.success(request, _("%(nickname)s is %(name)s.") % about)
    elif chosen == "nobody":
        meeting.is_nobody(identity, by=request.actor, now=request.now)
        messages.success(request, _("Noted: nobody of these."))
    else:
        messages.error(request, _("Choose who it is."))
        return redirect("admission_newcomer", key=request.community.key, pk=pk)
    return redirect("console_desk", key=request.community.key)


def _access(request: QunceRequest, pk: int) -> Arrival:
    rows = Arrival.objects.filter(community=request.community, pk=pk)
    found = rows.select_related("person", "group__community", "application").first()
    if found is None:
        raise NotFoundError(Words(NO_ARRIVAL))
    return found


def _answer(request: QunceRequest, group: Group) -> HttpResponse:
    if request.htmx:
        return render(request, "admission/parts/way.html", receiving.shown_of(group, request.now))
    where = {"key": request.community.key, "group": group.key}
    return HttpResponseRedirect(came_from(request) or reverse("admission_arrivals", kwargs=where))


URLS = [
    path("c/<slug:key>/groups/<slug:group>/arrivals/", index, name="admission_arrivals"),
    path("c/<slug:key>/arrivals/<int:pk>/tick/", tick, name="admission_tick"),
    path("c/<slug:key>/groups/<slug:group>/arrivals/tick/", tick_many, name="admission_tick_many"),
    path("c/<slug:key>/arrivals/<int:pk>/undo/", undo, name="admission_undo_step"),
    path("c/<slug:key>/arrivals/<int:pk>/drop/", drop, name="admission_drop"),
    path("c/<slug:key>/arrivals/<int:pk>/back/", bring_back, name="admission_bring_back"),
    path("c/<slug:key>/applications/<int:pk>/wechat/", wechat, name="admission_wechat"),
    path("c/<slug:key>/newcomers/<int:pk>/", newcomer, name="admission_newcomer"),
    path("c/<slug:key>/newcomers/<int:pk>/who/", meet, name="admission_meet"),
]
