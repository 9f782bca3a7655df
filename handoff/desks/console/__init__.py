"""The web desk: where agents work when there is no Slack, or when Slack is down."""
