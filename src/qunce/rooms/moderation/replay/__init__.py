"""Trying rules on history: the engine and the decisions of every day, with a virtual clock."""
