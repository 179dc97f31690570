"""Questions in the group that nobody answered (M26 begins here)."""
