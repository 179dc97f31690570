"""Qunce 群策 runs professional chat groups the way a good manual says they should be run."""

__version__ = "0.1.0"
