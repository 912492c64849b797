"""The stock assistant's actions as Rasa's manual shows them (rasa-sdk 3.6): figures and reports in SQL, answers checked.

BENCH_DATABASE is where PostgreSQL is reached: the same one as ASSA's, the same figures.
"""

import os
import re
from typing import Any

from psycopg2.pool import ThreadedConnectionPool
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import AllSlotsReset, EventType
from rasa_sdk.executor import CollectingDispatcher

REPORT = (
    "report_subject", "report_name", "report_age", "report_sex", "report_phone", "report_region", "report_cercle", "report_locality",
    "report_symptoms", "report_onset", "report_exposure",
)  # fmt: skip
REGIONS = {"bamako", "kayes", "koulikoro", "sikasso", "segou", "mopti", "tombouctou", "gao", "kidal", "menaka", "taoudenit"}

INSERT = f"INSERT INTO bench_report ({', '.join(REPORT)}) VALUES ({', '.join(['%s'] * len(REPORT))}) RETURNING id"  # noqa: S608 (our names)

_pool = ThreadedConnectionPool(1, 10, os.environ["BENCH_DATABASE"])


def sql(statement: str, values: Any = ()) -> Any:
    """One statement, one transaction; the first row, where there is one."""
    connection = _pool.getconn()
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone() if cursor.description else None
    finally:
        _pool.putconn(connection)


class ActionStatistics(Action):
    def name(self) -> str:
        return "action_statistics"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        row = sql(
            "SELECT day, cases, deaths, recovered FROM case_figure WHERE place = 'ML' AND day <= current_date ORDER BY day DESC LIMIT 1"
        )
        days = sql(
            "SELECT value FROM official_fact WHERE key = 'figures_stale_days' AND valid_from <= current_date "
            "ORDER BY valid_from DESC LIMIT 1"
        )
        if row is None:
            dispatcher.utter_message(text="Il n'y a pas encore de chiffres.")
        else:
            dispatcher.utter_message(text=f"Mali, {row[0]:%d/%m/%Y} : {row[1]} cas, {row[2]} décès, {row[3]} guérisons. ({days})")
        return []


class ValidateReport(FormValidationAction):
    def name(self) -> str:
        return "validate_report_case_form"

    def validate_report_age(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> dict[str, Any]:
        found = re.search(r"\d{1,3}", str(value))
        if found is None or int(found.group()) > 120:
            dispatcher.utter_message(response="utter_bad_age")
            return {"report_age": None}
        return {"report_age": found.group()}

    def validate_report_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        digits = re.sub(r"\D", "", str(value))
        if len(digits) not in (8, 11):
            dispatcher.utter_message(response="utter_bad_phone")
            return {"report_phone": None}
        return {"report_phone": digits}

    def validate_report_region(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        return {"report_region": value if str(value).strip().lower() in REGIONS else None}


class CloseReport(Action):
    def name(self) -> str:
        return "action_report_close"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if tracker.get_slot("report_confirm") == "yes":
            values = tuple(tracker.get_slot(slot) for slot in REPORT)
            row = sql(INSERT, values)
            dispatcher.utter_message(text=f"Votre signalement est enregistré sous le numéro {row[0]}. Appelez le 36061 en cas de danger.")
        return [AllSlotsReset()]
