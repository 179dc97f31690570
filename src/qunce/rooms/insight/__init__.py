"""Figures about groups: when they talk, who talks, who is silent (M48 begins here)."""
