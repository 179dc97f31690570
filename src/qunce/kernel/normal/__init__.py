"""Text as a reader sees it through every disguise, with a way back to the original characters."""

from qunce.kernel.normal.normal import Disguise, Normal, normalise

__all__ = ["Disguise", "Normal", "normalise"]
