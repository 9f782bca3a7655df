"""Live state: mailboxes, conversation state, logs, timers and the waiting lines, in Redis."""
