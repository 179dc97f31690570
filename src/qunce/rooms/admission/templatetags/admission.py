"""Small tags for applications and invitations: `{% load admission %}`."""

from django import template
from django.utils.safestring import SafeString

from qunce.rooms.admission.claiming import ClaimState
from qunce.rooms.admission.domain import ApplicationState, EvidenceKind, EvidenceState, standing_of
from qunce.rooms.admission.invitations import Validity
from qunce.rooms.admission.models import Evidence
from qunce.shell.templatetags.shell import badge
from qunce.shell.words import render as say

register = template.Library()

TONES = {
    ApplicationState.PROVING: "quiet",
    ApplicationState.WAITING: "info",
    ApplicationState.ASKED: "warn",
    ApplicationState.APPROVED: "good",
    ApplicationState.DECLINED: "bad",
}
CLAIM_TONES = {
    ClaimState.WAITING: "warn",
    ClaimState.DONE: "good",
    ClaimState.REFUSED: "bad",
}


@register.simple_tag
def application_state(state: str) -> SafeString:
    """Show where an application stands."""
    found = ApplicationState(state)
    return badge(say(found.label), TONES.get(found, "quiet"))


@register.simple_tag
def evidence_state(proof: Evidence) -> SafeString:
    """Show where a piece of evidence stands."""
    standing = standing_of(EvidenceKind(proof.kind), EvidenceState(proof.state), proof.file)
    return badge(say(standing), "quiet")


@register.simple_tag
def invitation_state(state: Validity) -> SafeString:
    """Show whether an invitation can be used."""
    return badge(say(state.label), "good" if state is Validity.HOLDS else "quiet")


@register.simple_tag
def claim_state(state: str) -> SafeString:
    """Show where a claim stands."""
    found = ClaimState(state)
    return badge(found, CLAIM_TONES.get(found, "quiet"))
