"""The road of a message: channels, inbox, router, outbox, timers, HTTP."""
