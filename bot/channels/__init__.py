"""Channels: where customers are. Each translates one platform into events and back."""
