"""The rules that come with moderation, one file each: `Config`, `judge` and `RULE`."""
