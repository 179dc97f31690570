"""The column: questions, answers, thanks, doubts, and the members who agreed to be asked (M26)."""

from django.db import models

from qunce.people.audience import Addressed
from qunce.rooms.answers.deciding import AnswerState, DoubtState, QuestionState, RequestState
from qunce.rooms.answers.domain import TOPIC_LENGTH
from qunce.store.models import Owned


class Question(Addressed):
    """A question, whom it is for, and where it stands.

    `name` is how the asker is called; `is_hidden` keeps it from members, admins know it.
    `form_token` makes two submits of one form one question. `message` is what was asked in a
    group. `due_at` is when admins are told that nobody answered, `escalated_at` when they were.
    """

    state = models.CharField(max_length=12, choices=[(s, s.value) for s in QuestionState])
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    is_hidden = models.BooleanField(default=False)
    title = models.CharField(max_length=100)
    text = models.TextField(blank=True, default="")
    topic = models.CharField(max_length=TOPIC_LENGTH, blank=True, default="")
    form_token = models.CharField(max_length=64)
    message = models.OneToOneField("chat.Message", models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey("people.Group", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # by its first answer
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was closed
    proposed_at = models.DateTimeField(null=True)  # for the library

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["community", "form_token"], name="question_once_per_form"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "due_at"]),
            models.Index(fields=["community", "asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.title} ({self.state})"


class TitlePair(Owned):
    """A pair of neighbouring letters of a question's title: by them questions alike are found."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="pairs")
    pair = models.CharField(max_length=2)

    class Meta:
        indexes = [models.Index(fields=["community", "pair", "question"])]
        constraints = [
            models.UniqueConstraint(fields=["question", "pair"], name="title_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.pair}"


class Answer(Owned):
    """An answer, written on the page or found in the group (`message`).

    `is_named` says whether its author is named where it goes into the library: what was said in
    a group was said there, so its author is asked first.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in AnswerState])
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField()
    form_token = models.CharField(max_length=64)
    message = models.OneToOneField("chat.Message", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)  # back in the group
    is_named = models.BooleanField(default=True)
    warning = models.CharField(max_length=300, blank=True, default="")  # of a doubt found right

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["community", "form_token"], name="answer_once"),
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(state=AnswerState.ACCEPTED),
                name="answer_accepted_once",
            ),
        ]
        indexes = [models.Index(fields=["community", "accepted_at"])]

    def __str__(self) -> str:
        return self.text[:40]


class Thanks(Owned):
    """A member thanked for an answer. No entry: it is a reaction."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="thanks")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "person"], name="thanks_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.answer_id}"


class Doubt(Owned):
    """A member's doubt about an answer: why, and what an admin found."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="doubts")
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in DoubtState])
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "person"],
                condition=models.Q(state=DoubtState.OPEN),
                name="doubt_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Help(Owned):
    """A member who agreed to be asked: about which topics (none: any), and whether still."""

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="+")
    topics = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)
    agreed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # the last time

    def __str__(self) -> str:
        return f"{self.person_id}: {self.topics}"


class Request(Owned):
    """A member was asked to answer a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="requests")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in RequestState])
    at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["question", "person"], name="request_once"),
        ]
        indexes = [models.Index(fields=["community", "state", "at"])]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.person_id} ({self.state})"
