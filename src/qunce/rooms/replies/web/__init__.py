"""The pages of replies."""
