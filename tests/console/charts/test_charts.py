"""Pictures: what is drawn is what was counted, no style or script in them, names escaped, tones apart in grey."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from console.charts import atlas, bars
from console.charts.regions import regions
from console.charts.svg import TONES, element
from core.geography import region_of
from core.geography import regions as regions_on
from tests.usage.reference import LAST

SVG = "{http://www.w3.org/2000/svg}"


def read(picture):
    return ET.fromstring(str(picture))


def boxes(picture, fill):
    return [
        float(each.get("height")) for each in read(picture).iter(f"{SVG}rect") if each.get("fill") == fill and each.get("width") != "13.0"
    ]


def texts(picture):
    return [each.text for each in read(picture).iter(f"{SVG}text")]


def test_bars_are_as_high_as_what_they_stand_for():
    picture = bars.stacked("Gens", ["a", "b", "c"], [bars.Series("x", [10, 40, 0]), bars.Series("y", [30, 0, 0])], "{:.0f}".format)
    dark, light = boxes(picture, TONES[0]), boxes(picture, TONES[1])
    assert [round(high / dark[0], 1) for high in dark] == [1.0, 4.0]
    assert round(light[0] / dark[0], 1) == 3.0
    assert texts(picture)[:5] == ["0", "10", "20", "30", "40"]
    assert {"a", "b", "c", "x", "y"} <= set(texts(picture))
    assert (read(picture).get("role"), read(picture).get("aria-label")) == ("img", "Gens")


def test_nothing_to_draw_is_an_empty_picture():
    assert boxes(bars.stacked("t", [], [bars.Series("x", [])], str), TONES[0]) == []
    assert texts(bars.lying("t", [], str)) == []
    assert texts(bars.lying("t", [("x", 0)], "{:.0f}".format)) == ["x", "0"]


def test_labels_are_left_out_where_they_would_run_together():
    labels = [str(number) for number in range(90)]
    shown = set(texts(bars.stacked("t", labels, [bars.Series("x", [1] * 90)], "#{}".format))) & set(labels)
    assert 5 <= len(shown) <= 10


@pytest.mark.parametrize(("high", "end"), [(0, 4), (1, 4), (4, 4), (5, 8), (92, 200), (200, 200), (201, 400), (17_745, 20_000)])
def test_a_scale_ends_on_a_round_figure(high, end):
    assert bars.round_up(high) == end


def test_what_people_wrote_stays_text():
    picture = str(bars.lying('"><script>', [("<b>&\"'", 3)], str))
    assert "<script" not in picture
    assert "<b>" not in picture
    assert texts(picture)[0] == "<b>&\"'"
    assert "style=" not in picture
    assert str(element("a", "<", b_='"<')) == '<a b="&#34;&lt;">&lt;</a>'


def named(on):
    return {each.code: each.name for each in regions_on(on)}


@pytest.mark.parametrize("on", [LAST, date(2026, 11, 1)])
def test_every_region_stands_on_the_map_with_its_figure(on):
    """As they were in 2020, and as the laws of 2023 made them."""
    names = named(on)
    counts = {code: number for number, code in enumerate(names, 1)}
    written = texts(regions("Carte", counts, names, "{:.0f}".format, on))
    assert dict(zip(written[::2], written[1::2], strict=True)) == {names[code]: str(count) for code, count in counts.items()}


def test_a_region_is_dark_where_there_is_much():
    names = named(LAST)
    shades = [each.get("fill") for each in read(regions("Carte", {"ML-KAYES": 90, "ML-GAO": 50, "ML-SEGOU": 1}, names, str, LAST))]
    cercles = {name: sum(region_of(cell.code, LAST).code == name for cell in atlas.cells()) for name in names}
    assert [shades.count(tone) for tone in TONES] == [cercles["ML-KAYES"], cercles["ML-GAO"], cercles["ML-SEGOU"]]


def test_what_has_no_place_on_the_map_stands_below():
    names = named(LAST)
    low = read(regions("Carte", {}, names, str, LAST)).get("height")
    more = regions("Carte", {"ML-NEW": 7}, names | {"ML-NEW": "Nouvelle"}, str, LAST)
    assert float(read(more).get("height")) > float(low)
    assert texts(more)[-2:] == ["Nouvelle", "7"]


def test_the_cercles_fill_the_country_without_overlap():
    whole = atlas.area(atlas.outline())
    assert sum(atlas.area(cell.ring) for cell in atlas.cells()) == pytest.approx(whole, rel=1e-9)


def test_each_chief_town_lies_in_its_own_cercle_and_region():
    for cell in atlas.cells():
        assert atlas.inside(cell.seat, atlas.outline())
        assert [each.code for each in atlas.cells() if atlas.inside(cell.seat, each.ring)] == [cell.code]
        assert region_of(cell.code, LAST) is not None


def test_neighbours_share_their_border():
    shared = {(cell.code, beyond) for cell in atlas.cells() for beyond, _ in cell.borders}
    assert shared == {(beyond, code) for code, beyond in shared}
    assert {("ML-BKO", "ML-C-KATI"), ("ML-C-SIKASSO", "ML-C-KADIOLO")} <= shared
    assert ("ML-C-KAYES", "ML-C-GAO") not in shared
