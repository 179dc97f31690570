"""Moderation: what is found in messages, what follows from it, and how it can be contested."""
