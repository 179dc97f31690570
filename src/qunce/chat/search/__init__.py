"""Full-text search over conversations that finds Chinese words of one character and more."""
