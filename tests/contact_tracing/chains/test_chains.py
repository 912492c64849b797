"""Chains: generations, second sources and loops as they are, the same that pandas finds in Go.Data's files."""

import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pandas as pd
import pytest
from click.testing import CliRunner

from assa.cli import main
from contact_tracing import queries, service
from contact_tracing.chains import graph
from contact_tracing.chains.drawing import LEGEND
from core.errors import NotFound
from tests.contact_tracing.exchange.test_godata import EVAL, bring, needs_files

TODAY = date(2026, 11, 23)
AGENT = ("agent", "a")


def case(session, name, onset=None):
    report = service.CaseReport(
        submission_key=name, reporter_id=None, channel="telegram", subject="other", name=name, age_band="25-34", sex="FEMALE",
        region="ML-SIKASSO", symptoms=("fever",), exposure="unknown", onset_date=onset,
    )  # fmt: skip
    return service.report_case(session, report, lambda: TODAY).case_id


def infect(session, infector, name, day=0, context=None, cluster=None):
    """A contact of a case who becomes one; their id."""
    named = service.NamedContact(name, TODAY - timedelta(days=20 - day), context=context, cluster=cluster)
    contact = service.name_contact(session, infector, named, AGENT, TODAY).contact_id
    now = pd.Timestamp(TODAY, tz="UTC").to_pydatetime()
    return service.become_case(session, contact, ["fever"], AGENT, now, onset_date=TODAY - timedelta(days=18 - day)).case_id


@pytest.fixture
def session(database):
    with database.transaction() as opened:
        yield opened


def five_generations(session):
    """A source, and one after the other; the second infects two."""
    chain = [case(session, "source", TODAY - timedelta(days=25))]
    for number, name in enumerate(("Awa", "Binta", "Cheick", "Drissa")):
        chain.append(infect(session, chain[-1], name, number * 3))
    chain.append(infect(session, chain[1], "Fanta", 5))
    return chain


def test_five_generations_are_found_from_any_of_their_cases(session):
    cases = five_generations(session)
    alone = case(session, "alone")
    for each in cases:
        chain = queries.chain_of(session, each)
        assert {node.case_id: node.generation for node in chain.nodes} == dict(zip(cases, (0, 1, 2, 3, 4, 2), strict=True))
        assert chain.sources == (cases[0],)
        assert chain.generations == {0: 1, 1: 1, 2: 2, 3: 1, 4: 1}
        assert len(chain.links) == 5
        assert not chain.cut_off
    assert [node.case_id for node in queries.chain_of(session, alone).nodes] == [alone]
    with pytest.raises(NotFound):
        queries.chain_of(session, "CA-2026-999999-0")


def test_a_second_source_and_a_loop_are_shown(session):
    first, second = case(session, "first"), case(session, "second")
    both = infect(session, first, "Awa")
    named = service.NamedContact("Oumar", TODAY - timedelta(days=9), phone="+22376123456")
    shared = service.name_contact(session, first, named, AGENT, TODAY).contact_id
    assert service.name_contact(session, second, named, AGENT, TODAY).contact_id == shared
    now = pd.Timestamp(TODAY, tz="UTC").to_pydatetime()
    service.become_case(session, shared, ["fever"], AGENT, now)
    chain = queries.chain_of(session, both)
    assert set(chain.sources) == {first, second}
    assert {node.case_id: node.sources for node in chain.nodes}[shared] == 2
    # the first was, it turns out, a contact of the one it infected
    session.execute(
        graph.Exposure.__table__.insert().values(
            id=graph.UUID(int=7),
            case_uuid=session.scalar(graph.select(graph.Case.id).where(graph.Case.case_id == both)),
            target_case_uuid=session.scalar(graph.select(graph.Case.id).where(graph.Case.case_id == first)),
            last_contact=TODAY,
            estimated=False,
        )
    )
    chain = queries.chain_of(session, both)
    assert set(chain.loops) == {first, both, shared}
    assert chain.sources == (second,)


def test_a_chain_too_large_to_be_read_is_cut_off_and_says_so(session, monkeypatch):
    monkeypatch.setattr(graph, "LARGEST", 3)
    cases = five_generations(session)
    chain = queries.chain_of(session, cases[0])
    assert chain.cut_off
    assert len(chain.nodes) <= 3


def test_clusters_by_event_setting_and_place(session):
    source = case(session, "source")
    for number, name in enumerate(("Awa", "Binta", "Cheick")):
        infect(session, source, name, number, context="CEREMONY", cluster="mariage du 3")
    found = {(each.kind, each.name): each.cases for each in queries.clusters(session)}
    assert found[("event", "mariage du 3")] == 3
    assert found[("setting", "CEREMONY")] == 3
    assert queries.clusters(session, at_least=9) == []


def test_cases_of_a_cercles_communes_are_one_cluster_of_the_cercle(session):
    for number, place in enumerate(("ML-M-BADIA", "ML-M-BADIA", "ML-M-MAKANO", "ML-C-KITA", None)):
        report = service.CaseReport(
            submission_key=f"kita {number}", reporter_id=None, channel="telegram", subject="other", name="Awa", age_band="25-34",
            sex="FEMALE", region="ML-KITA", cercle=place, symptoms=("fever",), exposure="unknown",
            onset_date=TODAY - timedelta(days=9 - number),
        )  # fmt: skip
        made = service.report_case(session, report, lambda: TODAY)
        service.classify(
            session,
            made.case_id,
            "SUSPECT",
            definition="d",
            definition_on=TODAY,
            actor=AGENT,
            now=pd.Timestamp(TODAY, tz="UTC").to_pydatetime(),
        )
    found = {each.name: (each.cases, each.first, each.last) for each in queries.clusters(session) if each.kind == "place"}
    assert found == {
        "ML-C-KITA": (4, TODAY - timedelta(days=9), TODAY - timedelta(days=6)),
        "ML-M-BADIA": (2, TODAY - timedelta(days=9), TODAY - timedelta(days=8)),
    }


def test_the_picture_names_nobody_and_reads_aloud(session):
    cases = five_generations(session)
    svg = queries.chain_to_svg(queries.chain_of(session, cases[0]), cases[2])
    tree = ElementTree.fromstring(svg)
    said = [each.text for each in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert [each for each in said if each in cases] == sorted(
        cases, key=lambda each: (dict(zip(cases, (0, 1, 2, 3, 4, 2), strict=True))[each], each)
    )
    assert said[:5] == [f"Génération {number}" for number in range(5)]
    # under each number the onset, and after the last the legend: every sign of the picture with its words
    onsets = {each.case_id: each.onset_date for each in queries.chain_of(session, cases[0]).nodes}
    for case_id, onset in onsets.items():
        assert said[said.index(case_id) + 1] == ("début inconnu" if onset is None else f"début : {onset:%d/%m/%Y}")
    assert said[-len(LEGEND) :] == [words for _, _, words in LEGEND]
    assert [each.get("stroke-width") for each in tree.iter("{http://www.w3.org/2000/svg}rect")].count("3") == 2
    assert tree.find("{http://www.w3.org/2000/svg}desc").text == "0 : 1, 1 : 1, 2 : 2, 3 : 1, 4 : 1"
    assert "Awa" not in svg
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}line"))) == 5 + sum(kind in ("arrow", "back") for kind, _, _ in LEGEND)


def test_the_picture_is_said_in_the_language_of_who_looks(session):
    cases = five_generations(session)
    svg = queries.chain_to_svg(queries.chain_of(session, cases[0]), say=lambda words: f"«{words}»")
    said = [each.text for each in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert all(each in cases or each.startswith("«") for each in said)


@needs_files
def test_go_data_s_chains_are_what_pandas_finds(database, settings, monkeypatch):
    bring(database, EVAL)
    cases = pd.read_csv(EVAL / "cases_clean.csv", dtype=str, keep_default_na=False)
    links = pd.read_csv(EVAL / "relationships_clean.csv", dtype=str, keep_default_na=False)
    links = links[links.source_uuid.isin(cases.uuid) & links.target_uuid.isin(cases.uuid)]
    around = {uuid: {uuid} for uuid in cases.uuid}
    for source, target in zip(links.source_uuid, links.target_uuid, strict=True):
        together = around[source] | around[target]
        for each in together:
            around[each] = together
    largest = max(around.values(), key=len)
    assert len(largest) > 5
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    with database.transaction() as session:
        mine = session.scalar(graph.select(graph.Case.case_id).where(graph.Case.id == graph.UUID(sorted(largest)[0])))
    told = json.loads(CliRunner().invoke(main, ["chains", "show", mine, "--format", "json"], catch_exceptions=False).output)
    assert len(told["nodes"]) == len(largest)
    within = links[links.source_uuid.isin(largest)][["source_uuid", "target_uuid"]].drop_duplicates()
    assert len(told["edges"]) == len(within[within.source_uuid != within.target_uuid])
    table = CliRunner().invoke(main, ["chains", "show", mine], catch_exceptions=False).output
    assert table.startswith(f"{len(largest)} cases")
    assert CliRunner().invoke(main, ["chains", "show", mine, "--format", "dot"]).output.startswith("digraph")
    assert CliRunner().invoke(main, ["chains", "show", "CA-2026-000001-X"]).exit_code == 1
    assert CliRunner().invoke(main, ["chains", "clusters"]).exit_code == 0
