"""One folder per chat platform."""
