"""Write a conversation as the layouts that can be imported: demo, examples and tests."""
