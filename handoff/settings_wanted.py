"""What a setting may be, in the words in which an operator is told after a slip."""

from typing import Literal, get_args

Platform = Literal["live_streaming", "marketplace", "creator_subscription", "short_video"]
LogLevel = Literal["debug", "info", "warning", "error"]

WANTED = {
    "redis_url": "an address such as redis://:password@host:6379/0, or nothing",
    "assistant_redis_url": "an address such as redis://:password@host:6379/1, or nothing",
    "database_url": "postgresql://user:password@host/name, sqlite:///file, or nothing",
    "telegram_api_url": "an address such as https://api.telegram.org",
    "slack_api_url": "an address such as https://slack.com/api/",
    "slack_bot_token": "the bot token from the page OAuth & Permissions of the Slack app",
    "slack_app_token": "the app-level token from the page Basic Information of the Slack app",
    "assistant_url": "an address such as http://127.0.0.1:5005, or nothing",
    "public_url": "an address such as https://support.example.com, or nothing",
    "trusted_proxies": "a whole number from 0 to 10",
    "smtp_url": "smtp://user:password@host:587, smtps://user:password@host:465, or nothing",
    "mail_from": "an e-mail address such as support@example.com, or nothing",
    "on_call_mail": "e-mail addresses separated by commas, or nothing",
    "on_call_webhook": "an address such as https://hooks.example.com/..., or nothing",
    "files_per_hour": "a whole number from 1 to 10000",
    "files": "a folder, or a bucket such as s3://bucket/prefix",
    "unclaimed_file_days": "a whole number from 2 to 3650",
    "file_mb_per_hour": "a whole number from 50 (one largest file) to 100000",
    "aws_endpoint_url": "an address such as https://s3.example.com, or nothing for AWS",
    "torch_backend": "cpu, or nothing",
    "platform": "one of " + ", ".join(get_args(Platform)),
    "allowed_origins": "origins such as https://www.example.com, separated by commas, no path",
    "tenant": "1 to 32 small letters, digits, - or _",
    "log_level": "one of " + ", ".join(get_args(LogLevel)),
}
PORT_WANTED = "a whole number from 1 to 65535"
