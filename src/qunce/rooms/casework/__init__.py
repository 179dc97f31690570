"""The monthly case: called for, chosen, made anonymous, discussed, summed up (M37)."""
