"""Readers of facts, one for each type of field of a complaint form."""
