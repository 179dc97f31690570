"""Conversations: messages, the message stream, search, what each channel of a group can do."""
