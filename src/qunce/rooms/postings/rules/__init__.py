"""The rule that postings contribute to moderation."""

from qunce.rooms.postings.rules import recruitment

RULES = (recruitment.RULE,)
