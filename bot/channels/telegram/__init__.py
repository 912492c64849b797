"""Telegram by python-telegram-bot: `webhook` or `polling` take updates in, `parse` reads them, `send` answers.

`errors` says what a failure means, `register` tells Telegram where the webhook is.
"""

import os

# python-telegram-bot warns whenever Telegram asks us to wait, unless durations are wanted as timedelta, as its next version gives them
os.environ.setdefault("PTB_TIMEDELTA", "true")
