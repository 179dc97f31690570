"""The pages of the channel `manual`."""
