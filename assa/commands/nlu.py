"""`assa nlu`: measuring the model."""

import json
from pathlib import Path

import click

from assa import model as trained
from assa.commands.session import transaction
from assa.language_evaluation import evaluate_languages, read_messages
from assa.nlu_evaluation import Evaluation, evaluate, parse, read_questions
from assa.nlu_report import OWN_SETS, write_report
from core.errors import InvalidInput
from core.i18n import LOCALES
from messages.questions.examples import training_data


@click.group()
def nlu() -> None:
    """Understanding: measure the trained model."""


def _table(result: Evaluation) -> str:
    rows = [
        ("questions", str(result.questions)),
        ("accuracy (first intent is a right topic)", f"{result.accuracy:.1%}"),
        ("right topic among the three offered", f"{result.offered:.1%}"),
        ("macro-F1", f"{result.macro_f1:.3f}"),
        ("left to the fallback", f"{result.fallback_rate:.1%}"),
        ("wrong and confident (answered, but wrong)", f"{result.wrong_and_confident:.1%}"),
        ("ms a message, median / 95 %", f"{result.ms_median:.1f} / {result.ms_p95:.1f}"),
    ]
    lines = [f"{name:<44}{value:>14}" for name, value in rows]
    lines += ["", "confidence from (questions, share right)"]
    lines += [f"  {start:.1f}{count:>12}{'' if share is None else format(share, '8.0%')}" for start, count, share in result.reliability]
    lines += ["", "most frequent confusions (right -> understood)"]
    lines += [f"  {count:>3}  {right} -> {understood}" for right, understood, count in result.confusions]
    lines += ["", "weakest topics (questions, share right)"]
    lines += [f"  {topic:<28}{count:>4}{share:>8.0%}" for topic, count, share in result.by_topic[:10]]
    return "\n".join(lines)


@nlu.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="the figures as JSON")
@click.option("--model", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="default: the trained model, made if stale")
def evaluate_command(file: Path, as_json: bool, model: Path | None) -> None:
    """Accuracy, macro-F1, fallback rate, speed and confusions on FILE: a TSV with the columns text, topics (`a|b`), locale."""
    try:
        questions = read_questions(file)
    except InvalidInput as error:
        raise click.ClickException(f"{error.code}: {dict(error.fields)}") from error
    result = evaluate(questions, parse([question.text for question in questions], model or trained.ensure()))
    click.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else _table(result))


@nlu.command("languages")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="the figures as JSON")
def languages_command(file: Path, as_json: bool) -> None:
    """Accuracy by language, confusions and ms of the language identification on FILE: a TSV with the columns locale, text."""
    try:
        result = evaluate_languages(read_messages(file))
    except InvalidInput as error:
        raise click.ClickException(f"{error.code}: {dict(error.fields)}") from error
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False))
        return
    click.echo(f"{'messages':<28}{result.messages:>8}\n{'right':<28}{result.accuracy:>8.1%}\n{'taken for another':<28}{result.wrong:>8.1%}")
    click.echo(f"{'ms a message, mean':<28}{result.ms_mean:>8.2f}\n\nby language (messages, share right)")
    for locale, count, share in result.by_locale:
        click.echo(f"  {locale:<8}{count:>6}{share:>8.1%}")
    click.echo("\nconfusions (language -> taken for)")
    for locale, guess, count in result.confusions:
        click.echo(f"  {count:>4}  {locale} -> {guess}")


@nlu.command("report")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path(".data/nlu-report"), show_default=True)
@click.option("--model", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="default: the trained model, made if stale")
def report_command(out: Path, model: Path | None) -> None:
    """Writes the worst topics, a picture of their confusions and a reliability figure, on the project's own questions."""
    questions = [question for path in OWN_SETS for question in read_questions(path)]
    for path in write_report(questions, parse([question.text for question in questions], model or trained.ensure()), out):
        click.echo(str(path))


@nlu.command("examples")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def examples_command(folder: Path) -> None:
    """Writes the sentences that editors proposed, below FOLDER as `<lang>/proposed.yml`: read them, then put them into `nlu/data/nlu`."""
    for locale in LOCALES:
        with transaction() as session:
            data = training_data(session, locale)
        if data:
            path = folder / locale / "proposed.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(data, encoding="utf-8")
            click.echo(str(path))
