"""The composition root: settings, urls, the command line, and the list of rooms and channels."""
