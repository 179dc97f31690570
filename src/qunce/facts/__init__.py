"""The published language: what happened, as frozen dataclasses in the past tense."""
