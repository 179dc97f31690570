"""The tests of casework."""
