"""What happened (Entry), what the machine has to do (Errand), what a person has to do (Task)."""

from django.db import models
from django.db.models import Q

from qunce.kernel.messages import Role
from qunce.ledger.domain import OPEN_STATES, ErrandState, TaskState
from qunce.store.models import Owned


class Entry(models.Model):
    """A decision or a change that happened: a fact, by whom, because of what.

    `fact` is "<module of qunce.facts>.<class>". `community` is empty for what concerns the
    whole site. An entry is never changed; only names are taken out when a person is erased.
    """

    community = models.ForeignKey(
        "people.Community", models.CASCADE, null=True, blank=True, related_name="+"
    )
    fact = models.CharField(max_length=80)
    payload = models.JSONField()
    actor_kind = models.CharField(max_length=10)
    actor_person = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=80, blank=True, default="")
    cause = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="consequences"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ("id",)
        indexes = [
            models.Index(fields=["community", "id"]),
            models.Index(fields=["community", "fact", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.fact}"


class Subject(models.Model):
    """What an entry is about: `kind` is one of `facts.base.SUBJECTS`, `key` the row's key."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="subjects")
    community = models.ForeignKey(
        "people.Community", models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12)
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["community", "kind", "key", "entry"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Errand(models.Model):
    """A piece of work for the machine, claimed by one worker at a time under a lease.

    `key` is the idempotency key that a send carries. `token` counts the claims: a worker may
    only end the errand under the token it was given. Errands of one `lane` run one after
    another in the order of their ids; "" is no lane. `attempts` counts the starts.
    """

    community = models.ForeignKey(
        "people.Community", models.CASCADE, null=True, blank=True, related_name="+"
    )
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, blank=True, related_name="errands")
    group = models.ForeignKey(
        "people.Group", models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    key = models.CharField(max_length=200, unique=True)
    lane = models.CharField(max_length=80, blank=True, default="")
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(
        max_length=10,
        choices=[(s, s.label) for s in ErrandState],
        default=ErrandState.WAITING,
    )
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True, default="")
    outcome = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=["-priority", "id"],
                condition=Q(state=ErrandState.WAITING),
                name="errand_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state=ErrandState.RUNNING),
                name="errand_running",
            ),
            models.Index(
                fields=["lane", "id"],
                condition=Q(state__in=OPEN_STATES) & ~Q(lane=""),
                name="errand_lane",
            ),
            models.Index(fields=["state", "finished_at"], name="errand_finished"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lane"],
                condition=Q(state=ErrandState.RUNNING) & ~Q(lane=""),
                name="errand_lane_single_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.kind} {self.state}"


class Slot(models.Model):
    """A time at which a job was due: the row is what makes it run once."""

    job = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "at"], name="slot_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.at}"


class Task(Owned):
    """A piece of work for a person: a line on the desk.

    `title`, `words` (copy-ready text) and `hint` are encoded Words. `subjects` are the pairs
    (kind, key) of what it is about. With targets it is done when all of them are ticked.
    `pictures` (encoded Picture) go with the words.
    `person` is whose it is; without one it belongs to whoever holds the role. A task that
    somebody gave to that person keeps by whom, and whose it was before (`given_from`).
    """

    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="tasks")
    errand = models.ForeignKey(Errand, models.SET_NULL, null=True, blank=True, related_name="tasks")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    title = models.JSONField()
    words = models.JSONField(null=True, blank=True)
    hint = models.JSONField()
    role = models.CharField(max_length=20, choices=[(r, r.value) for r in Role])
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    given_from = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_by = models.BigIntegerField(null=True, blank=True)
    given_name = models.CharField(max_length=80, blank=True, default="")
    subjects = models.JSONField(default=list)
    due = models.DateTimeField(null=True, blank=True)
    urgent = models.BooleanField(default=False)
    link = models.CharField(max_length=300, blank=True, default="")
    pictures = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=[(s, s.label) for s in TaskState], default=TaskState.OPEN
    )
    proof = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    ended_name = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["community", "state", "role", "due"])]

    def __str__(self) -> str:
        return self.key

    @property
    def is_given(self) -> bool:
        """Say whether somebody gave the task to the person who has it."""
        return bool(self.given_name) and self.person_id is not None


class TaskTarget(Owned):
    """One group in which a task has to be done: ticked one by one."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="targets")
    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    proof = models.TextField(blank=True, default="")
    ticked_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.BigIntegerField(null=True, blank=True)
    ticked_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["task", "group"], name="task_target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task} → {self.group}"

    @property
    def said(self) -> str:
        """Return what a person gave as proof; the machine's is a number of the record."""
        return self.proof if self.ticked_by is not None else ""


class Proof(Owned):
    """A screenshot that shows that a task was done, or done in one group of it.

    `file` is its name in the vault; it is drawn anew when it comes in, so that nothing but its
    pixels is kept.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="proofs")
    target = models.ForeignKey(
        TaskTarget, models.SET_NULL, null=True, blank=True, related_name="proofs"
    )
    file = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    added_by = models.BigIntegerField(null=True, blank=True)
    added_name = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["task", "target", "digest"], name="ledger_proof_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.file}"
