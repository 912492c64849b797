"""The tables of accounts. A member of staff has one account at most; without one, the chat is all they have."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedText
from core.database import Base
from core.staff.models import now


class Account(Base):
    """How a member of staff signs in.

    login: as they chose it; login_index: its blind index, folded. password_hash: argon2id, with its parameters. totp_secret: base32, from
    when it was shown; second_factor_at: since then it is asked for. totp_step: the last step of 30 s whose code was used: a code counts
    once. locale: of the pages; None: French.
    """

    __tablename__ = "account"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    login: Mapped[str] = mapped_column(EncryptedText)
    login_index: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    second_factor_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    locale: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class AccountSession(Base):
    """A browser that is signed in. Only the digest of its cookie is kept. second_factor: given, where the role needs one."""

    __tablename__ = "account_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("account.staff_id", ondelete="CASCADE"), index=True)
    second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class SignInTry(Base):
    """A try that failed: of whom (a blind index of what was typed, be there such an account or not) and from which address (likewise)."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_login", "login_index", "at"), Index("ix_sign_in_try_address", "address_index", "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    login_index: Mapped[str] = mapped_column(String(64))
    address_index: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
