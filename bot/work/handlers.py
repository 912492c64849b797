"""The handlers of the work that is done in the chat, in the order in which they are asked."""

from bot.work import Handler
from bot.work.stock.alerts import stock_alerts
from bot.work.stock.coming import stock_coming
from bot.work.stock.query import stock_query
from bot.work.stock.reminder import stock_reminder
from bot.work.stock.report import stock_report
from bot.work.tracing.accompany import accompany
from bot.work.tracing.cards import cards
from bot.work.tracing.chain import chain
from bot.work.tracing.day_entries import day_entries
from bot.work.tracing.day_list import day_list
from bot.work.tracing.duplicates import duplicates
from bot.work.tracing.hint import hint
from bot.work.tracing.judging import judging
from bot.work.tracing.new_contact import new_contact
from bot.work.tracing.reports import reports
from bot.work.tracing.tasks import tasks
from bot.work.tracing.telling import telling

HANDLERS: tuple[Handler, ...] = (
    day_list,
    reports,
    tasks,
    duplicates,
    telling,
    new_contact,
    judging,
    accompany,
    chain,
    cards,
    day_entries,
    stock_alerts,
    stock_coming,
    stock_reminder,
    stock_query,
    stock_report,
    hint,
)
"""What was asked and waits for an answer comes before what may be said at any time; `hint` is last."""
