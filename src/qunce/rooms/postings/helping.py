"""How the author of a message that may not stand can do it right (M45, M46).

A notice of moderation ends with these words: a recruitment post is filled into the application
already, a tool is told how it is recommended, with an example.
"""

from datetime import datetime

from django.conf import settings as site

from qunce.kernel.messages import Message
from qunce.kernel.rules import Finding
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.playbook.basics import is_on
from qunce.rooms.postings import links
from qunce.rooms.postings.rules import recruitment

TOOLS = "tool_words"  # moderation's rule of HR tools
MARK = "推荐"
START = 24  # characters in which the mark is looked for

APPLY = N_(
    "To have a job posted, apply here; your text is filled in already, and what is missing is "
    "marked: %(link)s"
)
MARK_IT = N_(
    "Recommending a tool is welcome: begin with 【推荐】 and tell your own use, for instance: "
    "【推荐】薪酬计算表，我们用了半年，核薪从三天缩到半天，不足是计件要自己加列。 "
    "A page helps: %(link)s"
)
TELL_USE = N_(
    "The mark 【推荐】 is there; what is missing is your own use, without prices and contacts, for "
    "instance: 我们用了半年，核薪从三天缩到半天，不足是计件要自己加列。 A page helps: %(link)s"
)


def help_author(community: int, message: Message, finding: Finding, now: datetime) -> Words | None:
    """Return how a post or a recommendation is made right (facts.reads.HelpAuthor)."""
    if finding.rule == recruitment.KEY and message.id and is_on(community, "postings"):
        # The words may stand in the group: the link opens the text, and nobody's account.
        return Words(APPLY, {"link": links.link_for(community, 0, message.id, now)})
    if finding.rule == TOOLS:
        key = Community.objects.values_list("key", flat=True).get(pk=community)
        link = f"{site.SITE_URL}/m/{key}/recommend/"
        is_marked = MARK in message.text[:START]
        return Words(TELL_USE if is_marked else MARK_IT, {"link": link})
    return None
