"""Who is who: accounts log in, persons belong to a community, memberships to a group."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from qunce.kernel.messages import Role
from qunce.people.domain import GroupKind, MembershipState, Tier
from qunce.people.models_own import (
    Consent,
    Contact,
    ContactChange,
    ContactLook,
    DataCopy,
    Erasure,
)
from qunce.people.models_records import RecordSheet
from qunce.people.models_roles import RoleOffer, Shift
from qunce.people.models_tiers import TierChange, TierRequest
from qunce.store.models import Owned

__all__ = [
    "Account",
    "Appointment",
    "Community",
    "Consent",
    "Contact",
    "ContactChange",
    "ContactLook",
    "DataCopy",
    "Erasure",
    "Group",
    "Identity",
    "Membership",
    "Nickname",
    "Person",
    "RecordSheet",
    "RoleOffer",
    "Shift",
    "TierChange",
    "TierRequest",
]


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; the address is the name."""

    def create_user(self, email: str, password: str | None = None, **also: object) -> "Account":
        """Store an account; without a password it logs in by code or by its personal link."""
        account = self.model(email=self.normalize_email(email).lower(), **also)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(
        self, email: str, password: str | None = None, **also: object
    ) -> "Account":
        """Store an account that may enter Django's own administration."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **also)


class Account(AbstractBaseUser, PermissionsMixin):
    """Django's user: for the whole site, for logging in only (DESIGN rule 14)."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, blank=True, default="")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return self.email


class Community(models.Model):
    """A house with its own rules, people and clock. `key` stands in addresses and commands."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=64, default="Asia/Shanghai")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return self.name


class Group(Owned):
    """A chat group of one of the four kinds, on one channel (M01)."""

    key = models.SlugField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=[(k, k.label) for k in GroupKind])
    channel = models.CharField(max_length=20)
    platform_id = models.CharField(max_length=200, blank=True, default="")
    about = models.TextField(blank=True, default="")
    capacity = models.PositiveIntegerField(default=500)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="group_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(Owned):
    """A human being in a community: one across all of its groups."""

    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, blank=True, related_name="persons"
    )
    name = models.CharField(max_length=80)
    company = models.CharField(max_length=120, blank=True, default="")
    position = models.CharField(max_length=120, blank=True, default="")
    function = models.CharField(max_length=120, blank=True, default="")
    city = models.CharField(max_length=60, blank=True, default="")
    gives = models.CharField(max_length=300, blank=True, default="")  # what others may ask for
    seeks = models.CharField(max_length=300, blank=True, default="")
    years = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    years_on = models.DateField(null=True, blank=True)  # when the years were told
    tier = models.CharField(
        max_length=20, choices=[(t, t.label) for t in Tier], blank=True, default=""
    )
    shows_tier = models.BooleanField(default=False)  # whether other members may see it
    note = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["community", "name"])]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "account"],
                condition=models.Q(account__isnull=False),
                name="person_account_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tier_for_members(self) -> str:
        """Return the msgid of the tier that other members may see, "" unless the person agreed."""
        return Tier(self.tier).label if self.tier and self.shows_tier else ""


class Membership(Owned):
    """A person in a group, from joining to leaving. Rejoining opens the same row again."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    state = models.CharField(
        max_length=20,
        choices=[(s, s.label) for s in MembershipState],
        default=MembershipState.ACTIVE,
    )
    nickname = models.CharField(max_length=120, blank=True, default="")
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="membership_once"),
        ]
        indexes = [models.Index(fields=["group", "state"])]

    def __str__(self) -> str:
        return f"{self.person} · {self.group}"


class Appointment(Owned):
    """A person holds a role of the manual (M14), from `since` until it is ended."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=[(r, r.value) for r in Role])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(until__isnull=True),
                name="appointment_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class Identity(Owned):
    """An account on a channel. Without `external` it is only a name seen in one group.

    `person` is empty while it is not clear who it is (two people of one nickname). `settled_at` is
    when somebody decided whom such a name means: it then does so in all that comes later.
    """

    channel = models.CharField(max_length=20)
    external = models.CharField(max_length=200, blank=True, default="")
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="identities"
    )
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="identities"
    )
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(
                fields=["community", "channel", "external"],
                condition=~models.Q(external=""),
                name="identity_external_once",
            ),
        ]
        indexes = [models.Index(fields=["group", "name"])]

    def __str__(self) -> str:
        return self.name


class Nickname(Owned):
    """A name that an identity carried in a group, and from when to when it was seen."""

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="nicknames")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        verbose_name = _("nickname")
        constraints = [
            models.UniqueConstraint(fields=["identity", "group", "name"], name="nickname_once"),
        ]
        indexes = [models.Index(fields=["group", "name"])]

    def __str__(self) -> str:
        return self.name
