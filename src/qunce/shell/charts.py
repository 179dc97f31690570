"""Charts that say what they show: the numbers travel as JSON, the table is one click away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Number = float | int | None


class ChartKind(StrEnum):
    LINE = "line"
    BAR = "bar"
    STACKED = "stacked"
    PIE = "pie"
    HEATMAP = "heatmap"
    FUNNEL = "funnel"


@dataclass(frozen=True, slots=True)
class Series:
    """A row of numbers with its name as shown; None where there is no figure (no data)."""

    name: str
    values: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. All texts are as shown, already in the reader's language.

    A heatmap has one series per row of the map. `unit` stands behind each number.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    kind: ChartKind = ChartKind.LINE
    unit: str = ""
    height: int = 260  # pixels
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Say whether there is not one figure to show."""
        return not any(value for row in self.series for value in row.values)

    @property
    def rows(self) -> list[tuple[str, list[Number]]]:
        """Return the table: each label with its numbers, one per series."""
        return [
            (label, [row.values[place] if place < len(row.values) else None for row in self.series])
            for place, label in enumerate(self.labels)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return what static/shell/charts.js draws."""
        return {
            "kind": str(self.kind),
            "labels": list(self.labels),
            "series": [{"name": row.name, "values": list(row.values)} for row in self.series],
            "unit": self.unit,
            "more": dict(self.more),
        }
