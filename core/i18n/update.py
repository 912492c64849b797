"""`python -m core.i18n.update [--check]`: extracts the strings and brings the catalogs up to them.

New strings come in empty, those that are gone go, translations stay as they are: nothing is guessed from a similar string, since a
wrong sentence is worse than a French one. `--check` writes nothing and fails where something would change.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from core.i18n import LOCALES, LOCALES_DIR, SOURCE
from core.settings import ROOT

KEYWORDS = {"_": None, "N_": None, "gettext": None, "pgettext": ((1, "c"), 2)}
SOURCES = ("actions", "assa", "bot", "contact_tracing", "core", "messages", "domain.yml")


def template() -> Catalog:
    """The strings of the project as they stand in its sources, without dates: the same sources give the same file."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call] # babel has no types for it
    catalog = Catalog(project="ASSA", version="1", charset="utf-8")
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS, directory_filter=_wanted)
    for path, line, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        catalog.add(message, None, [(path, line)], auto_comments=comments, context=context)
    return catalog


def _wanted(path: str) -> bool:
    relative = Path(path).relative_to(ROOT)
    return relative.parts[0] in SOURCES and relative.name not in ("tests", "__pycache__")


def path_of(locale: str) -> Path:
    return LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po"


def updated(locale: str, source: Catalog) -> Catalog:
    """The catalog of a language with exactly the strings of the template, and the translations that it had."""
    old = Catalog()
    if path_of(locale).is_file():
        with path_of(locale).open("rb") as file:
            old = read_po(file)
    new = Catalog(project="ASSA", version="1", charset="utf-8", fuzzy=False)
    for message in source:
        if not message.id:
            continue
        before = old.get(message.id, message.context)
        flags = set(message.flags) | ({"fuzzy"} if before is not None and before.fuzzy else set())
        comments = [] if before is None else list(before.user_comments)
        new.add(
            message.id,
            before.string if before is not None else "",
            message.locations,
            flags=flags,
            auto_comments=message.auto_comments,
            user_comments=comments,
            context=message.context,
        )
    return new


def _written(catalog: Catalog, locale: str | None) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=True, include_lineno=False)
    header = "" if locale is None else f"Language: {locale}\\n"
    lines = f'msgid ""\nmsgstr ""\n"{header}"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    return (
        lines.replace('""\n"Content', '"Content', 1).encode() + buffer.getvalue() if locale is None else lines.encode() + buffer.getvalue()
    )


def files() -> dict[Path, bytes]:
    """The template and the catalogs as they should stand on disk."""
    source = template()
    result = {LOCALES_DIR / "messages.pot": _written(source, None)}
    for locale in LOCALES:
        if locale != SOURCE:
            result[path_of(locale)] = _written(updated(locale, source), locale)
    return result


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for path, content in files().items():
        if path.is_file() and path.read_bytes() == content:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in stale:
        sys.stdout.write(f"{'stale' if check else 'written'}: {path}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
