"""Log-ins that are over: neither the session nor from which device it was is kept."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

DAY = 86_400  # seconds


def forget(now: datetime) -> None:
    """Delete sessions whose time is over, and what is noted of devices without a session."""
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
