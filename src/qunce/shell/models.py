"""Tables of the shell: mails of the local mailbox, links that let a person in, counts of tries."""

from django.db import models

from qunce.store.models import Owned


class Mail(models.Model):
    """A mail that was not sent, because this site has no mail server; kept for some days."""

    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"


class PersonalLink(Owned):
    """The link that lets one person in, on the device that opened it first.

    `version` stands in the link: a higher one makes all earlier links void. `device` is the
    digest of that device's cookie, "" until the link was opened.
    """

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="personal_link")
    version = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    device = models.CharField(max_length=64, blank=True, default="")
    device_name = models.CharField(max_length=200, blank=True, default="")
    issued_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person} ({self.version})"


class Knock(models.Model):
    """How often somebody tried something within a window of time; `key` is a keyed digest."""

    key = models.CharField(max_length=64)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "since"], name="knock_window_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"


class Tally(models.Model):
    """A count that all workers of the site share: the table behind Django's cache.

    The log-in counts there who tried how often. The columns are those of Django's `DatabaseCache`,
    which reads and writes them by itself; `cache_key` is a keyed digest.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shell_tally"

    def __str__(self) -> str:
        return self.cache_key[:8]
