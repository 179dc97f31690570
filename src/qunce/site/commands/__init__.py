"""The words of the command line that belong to no room."""
