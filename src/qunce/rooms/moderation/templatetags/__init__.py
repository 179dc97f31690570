"""Tags of the pages of moderation."""
