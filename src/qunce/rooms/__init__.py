"""One folder per concept of the manual; rooms never import each other."""
