"""What happened (Entry), what is to be done by the machine (Errand) and by people (Task)."""
