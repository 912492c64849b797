"""Telegram, by python-telegram-bot: webhook or polling, parser, sender."""
