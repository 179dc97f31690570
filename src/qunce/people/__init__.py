"""Accounts, communities, groups, persons, memberships, roles, identities on channels."""
