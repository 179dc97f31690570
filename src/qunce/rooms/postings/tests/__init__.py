"""Tests of this part, beside the code."""
