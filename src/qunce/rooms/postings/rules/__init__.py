"""The rule that postings contribute to moderation."""
