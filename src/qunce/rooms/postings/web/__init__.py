"""The pages of postings."""
