"""Django helpers that every table of the house uses; no tables of a concept of its own."""
