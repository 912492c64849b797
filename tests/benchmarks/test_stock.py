"""The stock assistant is what `rasa init` begins, with our data: anyone can read its files."""

import ast

import pytest
import yaml
from sqlalchemy import text

from benchmarks.dialogue.mix import Line
from benchmarks.stock import generate
from benchmarks.stock.serve import Stock
from benchmarks.stock.train import digest, examples
from bot.render.responses import DOMAIN


def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return generate.generate(tmp_path_factory.mktemp("stock") / "assistant", per_intent=2)


def test_its_configuration_is_that_of_rasa_init_byte_for_byte(folder):
    assert (folder / "config.yml").read_bytes() == generate.CONFIG.read_bytes()
    assert read(folder / "config.yml")["pipeline"] is None
    assert read(folder / "credentials.yml") == {"rest": None}


def test_it_has_our_intents_and_french_texts_and_nothing_of_our_code(folder):
    domain, ours = read(folder / "domain.yml"), read(DOMAIN)
    assert domain["intents"] == [next(iter(intent)) if isinstance(intent, dict) else intent for intent in ours["intents"]]
    assert "trois couches" in domain["responses"]["utter_masks"][0]["text"]
    assert "assa_nlu" not in "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.*") if path.suffix in (".yml", ".py"))


def test_everything_that_a_rule_names_is_there(folder):
    domain = read(folder / "domain.yml")
    known = {*domain["responses"], *domain["actions"], *domain["forms"]}
    steps = [step for rule in read(folder / "data" / "rules.yml")["rules"] for step in rule["steps"]]
    steps += [step for story in read(folder / "data" / "stories.yml")["stories"] for step in story["steps"]]
    assert {step["action"] for step in steps if "action" in step} <= known
    assert {step["intent"] for step in steps if "intent" in step} <= set(domain["intents"])
    assert {f"utter_ask_{slot}" for slot in domain["forms"][generate.FORM]["required_slots"]} <= set(domain["responses"])


def test_examples_are_taken_evenly_and_all_of_them_without_a_limit(folder, tmp_path):
    few = examples(folder)
    everything = generate.generate(tmp_path / "all")
    assert 2 * 70 <= few <= 2 * 2 * 90
    assert examples(everything) > 25_000
    assert digest(folder) != digest(everything)


def test_its_action_reads_the_tables_that_are_there(database):
    tree = ast.parse(generate.ACTIONS.read_text(encoding="utf-8"))
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    statements = [constant for constant in constants if constant.startswith("SELECT ")]
    assert len(statements) == 2
    with database.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def test_rasa_is_told_where_the_stores_and_the_actions_are(folder):
    generate.endpoints(folder, "http://127.0.0.1:5055", {"url": "127.0.0.1", "port": 6379, "password": "p"})
    told = read(folder / "endpoints.yml")
    assert told["action_endpoint"] == {"url": "http://127.0.0.1:5055/webhook"}
    assert told["tracker_store"]["type"] == told["lock_store"]["type"] == "redis"
    assert told["tracker_store"]["db"] != told["lock_store"]["db"]


def test_fewer_epochs_change_nothing_but_the_epochs(tmp_path):
    config, own = read(generate.generate(tmp_path / "quick", 1, epochs=3) / "config.yml"), read(generate.DEFAULTS)
    assert {part.pop("epochs") for part in (*config["pipeline"], *config["policies"]) if "epochs" in part} == {3}
    for part in (*own["pipeline"], *own["policies"]):
        part.pop("epochs", None)
    assert config == own


async def test_a_stock_assistant_that_says_nothing_now_and_then_is_counted_and_one_that_is_mute_ends_the_run(tmp_path):
    class Mute:
        async def post(self, path, body):
            return b"[]"

    stock = Stock(tmp_path, None, "", "", tmp_path)
    stock._rest = Mute()
    line = Line("combien de cas ?", "/statistics")
    for _ in range(5):
        await stock.say("somebody", line)
    assert (stock.said, stock.silent) == (5, 5)
    with pytest.raises(RuntimeError, match="6 of 6"):
        await stock.say("somebody", line)
