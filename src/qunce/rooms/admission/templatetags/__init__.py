"""Tags of admission's pages."""
