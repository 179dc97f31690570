"""What the wheel asks for: the lines of requirements/run.in, and of ocr.in as the extra [ocr]."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


def requirements(path: Path) -> list[str]:
    """Return the requirements in a file, without comments and without `-r` lines."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


class QunceMetadata(MetadataHookInterface):
    """Fills in the two dynamic fields of pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dependencies and the extra."""
        folder = Path(self.root) / "requirements"
        metadata["dependencies"] = requirements(folder / "run.in")
        metadata["optional-dependencies"] = {"ocr": requirements(folder / "ocr.in")}
