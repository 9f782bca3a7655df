"""The web channel: the chat widget, its socket and a demo page to try it on."""
