"""What must outlive a chat, in SQL: tickets, transcripts, events, agents, sessions, audit."""
