"""The pages of the floors below: desk, members, groups, playbook, conversation, history."""
