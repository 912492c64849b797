"""`python -m core.i18n.update [--check]`: extracts the strings and brings the catalogs up to them.

New strings come in empty, those that are gone go, translations stay as they are: nothing is guessed from a similar string, since a
wrong sentence is worse than a French one. `--check` writes nothing and fails where something would change.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import PoFileError, read_po, write_po

from core.i18n import CATALOGS, ENGLISH_OF, LOCALES, LOCALES_DIR, SOURCE
from core.settings import ROOT

TEMPLATE = LOCALES_DIR / "messages.pot"
FUNCTIONS = {"_": None, "N_": None, "pgettext": ((1, "c"), 2)}
"""What marks a string; `pgettext` is what `core.i18n.extract` yields: context, text."""

_LINE = re.compile(r'(?:#.*|(?:msg(?:ctxt|id|str) )?"(?:[^"\\]|\\.)*")?\s*')
"""A line of a catalog. Babel takes a letter for a quote that is missing, and says nothing."""


class CatalogError(Exception):
    """A catalog cannot be read: its text says which, and where."""


def path_of(locale: str) -> Path:
    return LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po"


def files() -> dict[Path, bytes]:
    """The template and the catalogs as they should stand on disk. Raises CatalogError."""
    source = template()
    catalogs = {path_of(locale): updated(read(path_of(locale)), strings_of(locale, source)) for locale in CATALOGS if locale != SOURCE}
    return {TEMPLATE: written(source)} | {path: written(catalog, path.parent.parent.name) for path, catalog in catalogs.items()}


def template() -> Catalog:
    """The strings of the project as they stand in its sources, in their order; where to look is said in `babel.cfg`."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call] # babel has no types for it
    catalog = Catalog()
    # folders that begin with "." or "_" (environments, caches) are left out by Babel itself
    found = extract_from_dir(ROOT, methods, options, FUNCTIONS)
    for path, line, message, comments, context in sorted(found, key=lambda item: item[:2]):
        catalog.add(message, locations=[(path, line)], auto_comments=comments, context=context)
    return catalog


def strings_of(locale: str, source: Catalog) -> Catalog:
    """What a locale translates: all of it, or, where it is a language of the console only, what the console shows."""
    if locale in LOCALES:
        return source
    shown = Catalog()
    for message in source:
        if any(Path(str(path)).as_posix().startswith(ENGLISH_OF) for path, _ in message.locations):
            shown[message.id] = message
    return shown


def read(path: Path) -> Catalog:
    """The catalog of that file, empty where there is none. Raises CatalogError rather than lose what it cannot read."""
    if not path.is_file():
        return Catalog()
    try:
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if not _LINE.fullmatch(line):
                raise CatalogError(f"{path}, line {number}: no line of a catalog; is a quote missing?")
        return read_po(lines, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: {error}") from error


def updated(old: Catalog, source: Catalog) -> Catalog:
    """Exactly the strings of `source`, with the translations, drafts' marks and translators' comments of `old`."""
    new = Catalog()
    for message in source:
        if not message.id:
            continue
        entry, before = message.clone(), old.get(message.id, message.context)
        if before is not None and before.string:
            entry.string, entry.user_comments = before.string, list(before.user_comments)
            if before.fuzzy:
                entry.flags.add("fuzzy")
        new[entry.id] = entry
    return new


def written(catalog: Catalog, language: str = "") -> bytes:
    """As a PO file. The header is ours, since Babel's has the time and its own version in it; lines are not wrapped, to be searched."""
    fields = [f"Language: {language}"] if language else []
    fields += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True, include_lineno=False)
    header = 'msgid ""\nmsgstr ""\n' + "".join(f'"{field}\\n"\n' for field in fields)
    return header.encode() + b"\n" + buffer.getvalue()


def main() -> int:
    check = "--check" in sys.argv[1:]
    try:
        stale = {path: content for path, content in files().items() if not path.is_file() or path.read_bytes() != content}
    except CatalogError as error:
        sys.stderr.write(f"assa: {error}\n")
        return 2
    for path, content in stale.items():
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        sys.stdout.write(f"{'stale, run `make messages`' if check else 'written'}: {path.relative_to(ROOT)}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
