"""Exported and pasted chats → `kernel.incoming` arrivals. Pure: bytes in, values out."""
