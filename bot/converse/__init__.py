"""Whole conversations by a script, through the real product; what is expected is checked."""
