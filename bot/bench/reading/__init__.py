"""How well the assistant's pipeline reads messages of public data sets."""
