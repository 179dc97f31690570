"""What stands in other places and is worth a line: RSS and Atom feeds that the owner lists."""
