"""Notices of tickets by e-mail, where the chat does not reach the customer."""
