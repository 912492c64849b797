"""Settings: from the environment and `.env`, prefix `ASSA_`; every one has a default that works on a laptop."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the project: `domain.yml`, `locales/` and `nlu/` are found from here."""


class Settings(BaseSettings):
    """All settings of the program. Names are part of the interface: `docs/settings.md` lists each, and a test holds it to that."""

    model_config = SettingsConfigDict(env_prefix="ASSA_", env_file=".env", env_ignore_empty=True, extra="ignore")

    database_url: str | None = Field(None, description="PostgreSQL; absent: an embedded one under the data folder")
    redis_url: str | None = Field(None, description="Redis; absent: an embedded one under the data folder")
    host: str = Field("127.0.0.1", description="address that the web process listens on")
    port: int = Field(8000, description="port that the web process listens on")
    public_url: str | None = Field(None, description="address at which people reach the web process, for links; absent: host and port")
    secret_key: SecretStr | None = Field(None, description="key of the encryption at rest; absent: made once and kept in the data folder")
    data_dir: Path = Field(ROOT / ".data", description="where the embedded engines, the made key and the logs stand")

    rasa_url: str = Field("http://127.0.0.1:5005", description="the Rasa server, or several over one Redis, separated by commas")
    rasa_workers: int = Field(1, ge=1, description="Rasa processes that `assa run` starts, where their addresses are left open")
    actions_url: str = Field("http://127.0.0.1:5055", description="the action server")
    rasa_timeout: float = Field(15.0, description="seconds that a turn waits for Rasa before it says that we are slow")
    conversation_ttl: int = Field(86_400, description="seconds that Rasa remembers a conversation, unfinished reports included")
    show_drafts: bool = Field(
        True, description="show official messages that no speaker has approved, marked as unconfirmed, with the French"
    )
    own_approval: bool = Field(False, description="who wrote an official message may approve it too")
    retention_days: int = Field(90, description="days that handled messages are kept in the inbox and the outbox")

    escalate_district_hours: float = Field(1.0, description="hours after which a report that nobody acknowledged is told to the district")
    escalate_region_hours: float = Field(4.0, description="the same for the region")
    escalate_national_hours: float = Field(12.0, description="the same for the country")

    office_hours: str = Field(
        "1-5 08:00-17:00",
        description="when people of the health service answer who asked for a human: weekdays (1 Monday) and hours, several after commas; "
        "empty: always",
    )
    talk_escalate_minutes: int = Field(
        30, description="minutes after which somebody who asked for a human, and whom nobody took, is told to the next level"
    )
    talk_silent_minutes: int = Field(
        30, description="minutes after which a person to whom the agent does not answer goes back into the queue"
    )
    stock_levels: str = Field(
        "", description="minimum/maximum/emergency order point in months of stock by type of centre: CSCom=1/3/0.5,regional_depot=3/6/1"
    )
    stock_expiry_days: int = Field(90, description="days before a lot expires at which its centre is told first")
    stock_expiry_soon_days: int = Field(30, description="the same for the second time")
    stock_escalate_region_days: float = Field(2.0, description="days after which a stock alert that nobody took up is told to the region")
    stock_escalate_national_days: float = Field(5.0, description="the same for the country")
    stock_reminder: str = Field("0 8", description="weekday (0 Monday) and hour of the weekly reminder of centres that set none")
    stock_public: bool = Field(False, description="tell citizens quantities too; otherwise only where a test or service is to be had")

    time_zone: str = Field("Africa/Bamako", description="zone of the country: where a day begins in the statistics of use")
    session_minutes: int = Field(30, description="minutes of silence after which a message begins a new session, in the statistics of use")

    places_file: Path | None = Field(None, description="CSV of places that adds to the project's and corrects it")
    figures_url: str | None = Field(None, description="address of a CSV of case figures, fetched three times a day; absent: by hand only")

    smtp_host: str | None = Field(None, description="server that takes mail; absent: no mail")
    smtp_port: int = Field(587, description="its port")
    smtp_security: Literal["starttls", "ssl", "none"] = Field("starttls", description="how the way to it is closed")
    smtp_user: str | None = Field(None, description="who we are to it; absent: it wants no login")
    smtp_password: SecretStr | None = Field(None, description="password of that user")
    smtp_from: str = Field("assa@localhost", description="address that mail comes from")

    telegram_token: SecretStr | None = Field(None, description="token of the bot; absent: no Telegram")
    telegram_api_url: str = Field("https://api.telegram.org", description="the Bot API")
    telegram_webhook_secret: SecretStr | None = Field(None, description="secret of the webhook; absent: polling")

    whatsapp_token: SecretStr | None = Field(None, description="access token of the Cloud API; absent: no WhatsApp")
    whatsapp_phone_id: str | None = Field(None, description="id of the phone number that sends")
    whatsapp_app_secret: SecretStr | None = Field(None, description="secret of the app, signs the events")
    whatsapp_verify_token: SecretStr | None = Field(None, description="token of the webhook's verification")
    whatsapp_template: str | None = Field(
        None,
        description="an approved template, French, no parameters, that asks people to write after 24 hours; absent: what is due waits",
    )
    whatsapp_api_url: str = Field("https://graph.facebook.com", description="the Graph API")

    @cached_property
    def telegram_enabled(self) -> bool:
        return self.telegram_token is not None

    @cached_property
    def whatsapp_enabled(self) -> bool:
        return self.whatsapp_token is not None and self.whatsapp_phone_id is not None
