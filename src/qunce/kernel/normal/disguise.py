"""The ways in which a word is hidden from a filter and shown to a reader."""

from enum import StrEnum


class Disguise(StrEnum):
    """What was undone to see a text as it is meant."""

    WIDTH = "width"
    CASE = "case"
    INVISIBLE = "invisible"
    SEPARATOR = "separator"
    TRADITIONAL = "traditional"
    DIGIT = "digit"
    EMOJI = "emoji"
    SHAPE = "shape"
    SOUND = "sound"
    SPLIT = "split"
