"""Slack as the desk: one conversation, one thread."""
