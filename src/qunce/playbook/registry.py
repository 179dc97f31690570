"""The sections of all rooms. The composition root fills it once."""

from collections.abc import Mapping, Sequence

from qunce.kernel.options import Section


class Sections:
    """Sections by key, in the order of the cards."""

    def __init__(self) -> None:
        self.by_key: Mapping[str, Section] = {}
        self.by_kind: Mapping[type, Section] = {}

    def hand_out(self, sections: Sequence[Section]) -> None:
        """Take the sections of all rooms."""
        self.by_key = {section.key: section for section in sections}
        self.by_kind = {section.kind: section for section in sections}

    def in_order(self) -> Sequence[Section]:
        """Return all sections in the order of the cards."""
        return tuple(self.by_key.values())


sections = Sections()
