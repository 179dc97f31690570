"""Postings: recruitment posts, complete, approved, within the quota, in their own hour."""
