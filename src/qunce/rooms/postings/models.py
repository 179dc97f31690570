"""Recruitment posts, applied for or written in a group; the names of companies (M39)."""

from django.db import models

from qunce.rooms.postings.deciding import PostingState, Result
from qunce.store.models import Owned


class Post(Owned):
    """A complete recruitment post that a member wrote in a group: whose, what job, when.

    `company` is the key of its name, `job` that of its title; `is_allowed` says whether posts
    were allowed there and then.
    """

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="+")
    company = models.CharField(max_length=60)
    title = models.CharField(max_length=80, blank=True, default="")
    job = models.CharField(max_length=80, blank=True, default="")
    is_allowed = models.BooleanField(default=True)
    print = models.BinaryField(max_length=16)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["community", "company", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.company}: {self.title}"


class Posting(Owned):
    """An application to post: from the form over the slot to what came of it.

    `token` opens its page, `public` that of the whole text once it was posted; `form_token` makes
    two submits of one form one application. `groups` are those addressed, none for all. `key` and
    `job` are how company and title are compared. `message` is what was posted in a group before.
    """

    token = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=16, unique=True)
    form_token = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in PostingState])
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80)
    message = models.ForeignKey("chat.Message", models.SET_NULL, null=True, related_name="+")
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    company = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=40)
    job = models.CharField(max_length=80)
    introduction = models.TextField()
    details = models.TextField()
    contact = models.CharField(max_length=100)
    pay = models.CharField(max_length=40, blank=True, default="")
    place = models.CharField(max_length=40, blank=True, default="")
    deadline = models.DateField(null=True)
    groups = models.ManyToManyField("people.Group", related_name="+")
    language = models.CharField(max_length=10, blank=True, default="")
    sent_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=32, blank=True, default="")
    reason_words = models.TextField(blank=True, default="")
    slot_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    result = models.CharField(
        max_length=12, blank=True, default="", choices=[(r, r.value) for r in Result]
    )
    result_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["community", "form_token"], name="posting_once_per_form"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "due_at"]),
            models.Index(fields=["community", "key", "slot_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.company}: {self.title} ({self.state})"


class PostingRemark(Owned):
    """A reviewer's question, or the applicant's answer."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="remarks")
    reviewer = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    from_applicant = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:40]


class CompanyName(Owned):
    """A name that belongs to a company: all rows of one `root` mean the same company.

    `key` is how it is compared. A name that was never joined with another has no row.
    """

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    root = models.CharField(max_length=60)

    class Meta:
        ordering = ("root", "id")
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="company_name_once")
        ]
        indexes = [models.Index(fields=["community", "root"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.root})"


class TwoCompanies(Owned):
    """Two near names of which a person has said that they mean two companies."""

    one = models.CharField(max_length=60)
    other = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "one", "other"], name="two_companies_once")
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"
