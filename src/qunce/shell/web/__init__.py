"""The shell's own pages: start, preferences, account, mailbox, errors."""
