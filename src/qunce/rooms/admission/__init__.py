"""The way into a group: who appears is welcomed, and the nickname is looked after (M06, M07)."""
