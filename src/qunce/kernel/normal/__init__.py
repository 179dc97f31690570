"""Text as a reader sees it through every disguise, with a way back to the original characters."""

from qunce.kernel.normal.disguise import Disguise
from qunce.kernel.normal.matcher import Hit, Matcher
from qunce.kernel.normal.normal import Normal, normalise, normalise_all

__all__ = ["Disguise", "Hit", "Matcher", "Normal", "normalise", "normalise_all"]
