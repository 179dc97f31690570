"""Compare-and-set: the only way a row changes its state."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import models

from qunce.kernel.errors import StaleError
from qunce.kernel.text import N_, Words

FASTER = N_("Somebody else has just changed this. Please look at it again.")


def move(
    row: models.Model, *, to: StrEnum, where: Mapping[str, Any] | None = None, **also: Any
) -> None:
    """Set `row.state` (and the fields in `also`), if the stored state is still the one we read.

    `where` are further fields that must be as we read them (a lease's token). Works alike on
    SQLite and PostgreSQL. Raises StaleError where somebody else was faster.
    """
    expected = {"pk": row.pk, "state": vars(row)["state"], **(where or {})}
    stored = type(row)._default_manager.filter(**expected)  # noqa: SLF001
    if stored.update(state=to, **also) != 1:
        raise StaleError(Words(FASTER))
    for name, value in {"state": to, **also}.items():
        setattr(row, name, value)
