"""Every table of the program: importing this fills `Base.metadata`, for migrations and tests."""

from bot import models as bot
from bot.handover import models as handover
from bot.work import models as work
from contact_tracing import models as contact_tracing
from contact_tracing.alerts import models as alerts
from contact_tracing.cases import models as cases
from contact_tracing.contacts import models as contacts
from contact_tracing.duplicates import models as duplicates
from contact_tracing.follow_up import models as follow_up
from contact_tracing.imports import models as imports
from contact_tracing.isolation import models as isolation
from contact_tracing.telling import models as telling
from core import audit, notifications
from core.accounts import models as accounts
from core.facilities import models as facilities
from core.identity import models as identity
from core.longwork import models as longwork
from core.staff import models as staff
from messages import models as messages
from messages.figures import models as figures
from messages.questions import models as questions
from stock import models as stock
from stock.alerts import models as stock_alerts
from stock.consignments import models as consignments
from usage import models as usage
from usage.mailing import models as mailing

__all__ = [
    "accounts",
    "alerts",
    "audit",
    "bot",
    "cases",
    "consignments",
    "contact_tracing",
    "contacts",
    "duplicates",
    "facilities",
    "figures",
    "follow_up",
    "handover",
    "identity",
    "imports",
    "isolation",
    "longwork",
    "mailing",
    "messages",
    "notifications",
    "questions",
    "staff",
    "stock",
    "stock_alerts",
    "telling",
    "usage",
    "work",
]
