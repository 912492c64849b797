"""What stock does by the clock."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.jobs import periodic
from stock.alerts import tell_of_silence, tell_of_stock_outs


@periodic("15 * * * *")
def alert(session: Session, now: datetime) -> None:
    """Every hour: who has run out, and who says nothing."""
    tell_of_stock_outs(session, now)
    tell_of_silence(session, now)
