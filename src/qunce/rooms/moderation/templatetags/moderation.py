"""Small tags for cases: `{% load moderation %}`."""

from django import template
from django.utils.safestring import SafeString

from qunce.kernel.clauses import STEP_NAMES, Step
from qunce.rooms.moderation.domain import CaseState, Why
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.web.wording import OUTCOMES, STATES, TONES, WHYS
from qunce.shell.templatetags.shell import badge
from qunce.shell.words import render as say

register = template.Library()


@register.simple_tag
def case_state(case: Case) -> SafeString:
    """Show where a case stands."""
    state = CaseState(case.state)
    return badge(STATES[state], TONES.get(state, "quiet"))


@register.simple_tag
def why(case: Case) -> str:
    """Say why the verdict on a case is what it is."""
    return say(WHYS[Why(case.why)])


@register.simple_tag
def step_name(step: str) -> str:
    """Return the name of a step of the ladder."""
    return say(STEP_NAMES[Step(step)])


@register.simple_tag
def report_outcome(outcome: str) -> SafeString:
    """Show a reporter what became of a report."""
    words, tone = OUTCOMES[outcome]
    return badge(words, tone)
