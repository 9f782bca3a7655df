"""Rasa graph components: how the assistant reads a message. Imported by Rasa only."""
