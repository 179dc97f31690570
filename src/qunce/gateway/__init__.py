"""Chat in and out: channels, inbox, sender."""
