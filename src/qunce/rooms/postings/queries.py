"""All reads of postings."""

from datetime import datetime

from qunce.rooms.postings.models import Post


def count_posts(community: int, company: str, since: datetime, until: datetime) -> int:
    """Return how many different posts of a company stood in the groups from `since` to `until`.

    One job posted to several groups at once counts once (M39).
    """
    posts = Post.objects.filter(community_id=community, company=company)
    posts = posts.filter(sent_at__gte=since, sent_at__lt=until)
    return posts.values("print").distinct().count()
