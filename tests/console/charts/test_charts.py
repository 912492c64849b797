"""Pictures: what is drawn is what was counted, no style or script in them, names escaped, tones apart in grey."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from console.charts import bars
from console.charts.regions import PLACES, regions
from console.charts.svg import TONES, element
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


def test_every_region_has_its_tile_with_its_figure():
    names = {each.code: each.name for each in regions_on(LAST)}
    counts = {code: number for number, code in enumerate(names, 1)}
    written = texts(regions("Carte", counts, names, "{:.0f}".format))
    assert written[1::2] == [str(count) for count in counts.values()]
    assert len(set(PLACES.values())) == len(PLACES)


def test_all_regions_of_today_lie_on_the_map_and_new_ones_below():
    names = {each.code: each.name for each in regions_on(datetime.now(UTC).date())}
    assert set(names) <= set(PLACES)
    low = read(regions("Carte", {}, names, str)).get("height")
    assert float(read(regions("Carte", {}, names | {"ML-NEW": "Nouvelle"}, str)).get("height")) > float(low)


def test_tones_are_apart_in_grey():
    def grey(tone):
        red, green, blue = (int(tone[place : place + 2], 16) for place in (1, 3, 5))
        return (0.299 * red + 0.587 * green + 0.114 * blue) / 255

    dark, middle, light = map(grey, TONES)
    assert middle - dark > 0.4
    assert light - middle > 0.1
