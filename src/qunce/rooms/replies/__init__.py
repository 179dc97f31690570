"""Keyword replies: what is asked every day is answered at once (M20)."""
