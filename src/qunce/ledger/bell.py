"""Rung after every commit that left something for the worker."""

from qunce.store.bell import Bell

BELL = Bell()
