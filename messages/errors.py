"""
::

    AssaError
    ├── InvalidInput
    │   ├── BadMessageFile    `path`, `problem` and `key` in its fields
    │   ├── BadRecording      `problem`
    │   ├── BadFigures        `cells`: every bad cell of a table
    │   ├── BadTranslation    `entries`: every bad entry of a catalog
    │   └── BadFact           `key`, `problem`: a change of a fact that cannot be proposed
    ├── NotFound
    │   └── NoSuchVersion     no version of the message is in the state that was asked for
    ├── Conflict
    │   ├── IllegalTransition `from_state`, `to_state`
    │   └── NotADraft         its text may not be changed any more: `state`
    └── NotAllowed
        └── OwnApproval       who wrote a text does not approve it
"""

from dataclasses import dataclass

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound


class BadMessageFile(InvalidInput):
    """A message file that cannot be imported.

    fields: path, problem (missing_front_matter, not_yaml, missing_key, unknown_key, bad_value, unknown_fact, missing_recording,
    bad_recording, two_files), key.
    """

    code = "bad_message_file"


class BadRecording(InvalidInput):
    """Bytes that are no Ogg/Opus recording. fields: problem (too_large, not_ogg, not_opus, cut_off, empty)."""

    code = "bad_recording"


@dataclass(frozen=True, slots=True)
class Cell:
    """A bad cell of a table. row: as a spreadsheet counts, the header being 1; column: its name, "" for the whole row."""

    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class BadEntry:
    """A bad entry of a translator's catalog. context: `<topic>/text`, "" for the whole file."""

    context: str
    problem: str


class BadTranslation(InvalidInput):
    """A catalog of official messages that cannot be taken; `entries` has every bad one.

    problems: not_a_catalog, too_large, is_the_source, unknown_context, french_changed, placeholders, too_long.
    """

    code = "bad_translation"

    def __init__(self, entries: list[BadEntry]) -> None:
        super().__init__(entries=entries)
        self.entries = entries


class BadFigures(InvalidInput):
    """A table of case figures that cannot be brought in; `cells` has every bad one.

    problems: too_large, not_csv, missing_column, unknown_column, column_twice, no_rows, too_many_cells, row_twice, bad_date, in_the_future,
    unknown_place, bad_number, more_than_cases, missing, too_long.
    """

    code = "bad_figures"

    def __init__(self, cells: list[Cell]) -> None:
        super().__init__(cells=cells)
        self.cells = cells


class BadFact(InvalidInput):
    """fields: key, problem (unknown_fact, unknown_code, missing_value, missing_source), codes: those that there are."""

    code = "bad_fact"


class NoSuchVersion(NotFound):
    """fields: topic, locale, audience, state (None: any)."""

    code = "no_such_version"


class IllegalTransition(Conflict):
    """fields: from_state, to_state."""

    code = "illegal_transition"


class NotADraft(Conflict):
    """fields: state."""

    code = "not_a_draft"


class OwnApproval(NotAllowed):
    code = "own_approval"
