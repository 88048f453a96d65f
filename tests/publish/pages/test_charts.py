import re
from fractions import Fraction

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from assess import build
from gonogo.model.portfolio import MatrixCell, RiskPosition, ServiceStep, Tally, Verdict
from gonogo.model.standard import DEFAULT_BANDS, Level
from gonogo.publish import charts
from gonogo.publish.charts.svg import element, number
from publish.pages import icons
from publish.pages.drawn import Elements

EVIL = "<script>\"'&"
LEVELS = (Level(id="b", name="Bronze"), Level(id="s", name="Silver"), Level(id="g", name="Gold"))


def step(
    day: int, credit: int = 2, level: str | None = "b", verdict: Verdict | None = Verdict.GO
) -> ServiceStep:
    tally = Tally(credit=credit, weight=10) if credit >= 0 else Tally()
    return ServiceStep(
        day=build.days(day),
        tally=tally,
        raw_tally=tally,
        level=level,
        effective_level=level,
        verdict=verdict,
        required_satisfied=None,
    )


def curve(*steps: ServiceStep, until: int = 100, **given: object) -> Markup:
    return charts.service_curve(
        steps,
        LEVELS,
        today=build.DAY,
        until=build.days(until),
        title="Score",
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (0, "0"), (1.5, "1.5"), (Fraction(1, 3), "0.33"), (-0.001, "-0"), (2.0, "2")],
)
def test_numbers_are_short(value: float | Fraction, text: str) -> None:
    assert number(value) == text


def test_text_and_attributes_are_escaped() -> None:
    drawn = element("p", EVIL, Markup("<b>x</b>"), title=EVIL, class_="a", aria_label=None)
    assert (
        drawn == '<p title="&lt;script&gt;&#34;&#39;&amp;" class=a>&lt;script&gt;&#34;&#39;&amp;<b>x</b></p>'
    )


def drawings() -> list[Markup]:
    cell = MatrixCell(position=RiskPosition(likelihood=3, impact=4), band="high", risks=(("s", EVIL),))
    node = charts.Neighbour(name=EVIL, text=EVIL, tone="go", href=f"?{EVIL}")
    return [
        charts.bars([charts.Bar(label=EVIL, score=Fraction(50), text=EVIL, href="#x")], EVIL),
        charts.meter(Fraction(50), EVIL),
        charts.distribution([charts.Segment(label=EVIL, count=2, tone="go", href="#x")], EVIL),
        charts.ladder([charts.Rung(name=EVIL, is_reached=True, text=EVIL)], EVIL),
        charts.matrix([cell], DEFAULT_BANDS, EVIL, lambda _: "#x", lambda each: each.risks[0][1]),
        charts.neighbourhood(node, [node], [node], EVIL),
        charts.sparkline([Fraction(1), None, Fraction(2)], EVIL),
        charts.timeline([charts.Entry(day=build.DAY, title=Markup("x"), tone="go", body=Markup(""))], EVIL),
        curve(step(0), step(10, 0, None, Verdict.NO_GO), marks=charts.Marks(losses=(build.days(10),))),
    ]


@pytest.mark.parametrize("index", range(9))
def test_a_chart_is_sound_has_a_text_and_no_style(index: int) -> None:
    drawing = drawings()[index]
    found = Elements(drawing)
    assert "<script" not in drawing
    assert not found.values("style")
    assert found.values("aria-label")


def test_the_ladder_says_what_is_reached_and_what_is_required() -> None:
    rungs = [
        charts.Rung(name="Bronze", is_reached=True),
        charts.Rung(name="Silver", is_reached=False, is_required=True, text="2 checks"),
    ]
    assert (
        Elements(charts.ladder(rungs, "Levels")).text
        == "Bronze reached Silver not reached · required 2 checks"
    )


@pytest.mark.parametrize(
    ("index", "whole", "shade"), [(0, 3, 1), (2, 3, 3), (0, 1, 3), (0, 2, 2), (1, 2, 3), (0, 5, 1), (4, 5, 3)]
)
def test_the_top_of_a_ladder_is_always_gold(index: int, whole: int, shade: int) -> None:
    assert charts.rung(index, whole) == shade


def test_a_matrix_counts_risks_where_they_stand() -> None:
    cells = [
        MatrixCell(
            position=RiskPosition(likelihood=3, impact=4), band="high", risks=(("s", "a"), ("s", "b"))
        ),
        MatrixCell(position=RiskPosition(likelihood=5, impact=5), band="critical"),
    ]
    drawing = charts.matrix(cells, DEFAULT_BANDS, "Risks", lambda _: "#a")
    rows = drawing.split("<tr>")[1:]
    assert len(rows) == 6
    assert [row.count("<td") for row in rows] == [0, 5, 5, 5, 5, 5]
    assert '<td class=go-band-3><a href="#a"><b>2</b><small>high</small></a>' in rows[3]
    assert rows[3].index("<b>2</b>") > rows[3].rindex("<td", 0, rows[3].index("<b>2</b>"))
    assert drawing.count("<a ") == 1


def test_scores_become_bars_and_none_a_dash() -> None:
    drawing = charts.bars(
        [charts.Bar(label="A", score=Fraction(1, 3)), charts.Bar(label="B", score=None)], "Categories"
    )
    assert Elements(drawing).text == "A 0.3 B –"
    assert "width=0.33%" in drawing


def test_a_distribution_adds_up_and_leaves_out_what_is_not_there() -> None:
    parts = [("Go", 1), ("No-go", 0), ("Rest", 3)]
    drawing = charts.distribution(
        [charts.Segment(label=label, count=count, tone="go") for label, count in parts], "Verdicts"
    )
    assert "1 Go, 3 Rest" in drawing
    assert "x=25% width=75%" in drawing
    assert "No-go" not in drawing
    assert "none" in charts.distribution([], "Verdicts")


def test_a_curve_steps_and_joins_and_breaks_where_there_is_no_score() -> None:
    drawing = curve(step(0, 20), step(50, 10), step(75, -1), step(80, 5))
    line = re.search('class="go-line go-ahead" d="([^"]+)"', drawing)
    assert line
    assert line[1] == "M0 0H500V60H750M800 90H1000"


def paths(drawing: str) -> dict[str, str]:
    """Return the paths of a curve by their classes."""
    return {
        name.strip('"'): path.strip('"')
        for name, path in re.findall(r'<path class=("[^"]+"|[^ >]+) d=("[^"]+"|[^ >]+)', drawing)
    }


def test_the_past_is_solid_and_what_is_to_come_is_dashed() -> None:
    drawn = paths(curve(step(-100, 10), step(-50, 10, "s"), step(0, 20), step(50, 10), until=100))
    assert drawn["go-line"] == "M0 60H500"
    assert drawn["go-line go-ahead"] == "M500 0H750V60H1000"
    assert drawn["go-today"] == "M500 0v120"


def test_where_nothing_is_known_the_past_is_broken_and_says_so() -> None:
    drawing = curve(step(-100, 10), step(-50, 10), step(0), gaps=[build.days(-75)])
    assert paths(drawing)["go-line"] == "M0 60H125M250 60H500"
    assert f"Verdict from {build.days(-75)}: Not known" in drawing


def test_reviews_and_changes_of_the_standard_are_marked_and_said() -> None:
    marks = charts.Marks(
        losses=(build.days(50),), reviews=(build.days(-50),), standards=(build.days(-75), build.days(-900))
    )
    drawing = curve(step(-100, 10), step(0, 20), step(50, 10), marks=marks)
    drawn = paths(drawing)
    assert drawn["go-mark go-held"] == "M250 60h0"
    assert drawn["go-mark"] == "M750 60h0"
    assert drawn["go-bar"] == "M125 0v120"
    assert f"reviews on {build.days(-50)}; the standard changed on {build.days(-75)}" in drawing


def test_a_long_past_is_thinned_to_what_can_be_told_apart() -> None:
    busy = [step(day, 20 * (day % 2), "bs"[day % 2]) for day in range(-365, 0)]
    drawing = curve(*busy, step(0), until=180)
    assert len(paths(drawing)["go-line"]) < 3000
    assert drawing.count("class=go-strip") <= 2 * 40
    assert paths(drawing)["go-line"].startswith("M0 0")


def test_strips_merge_what_stays_and_say_it() -> None:
    drawing = curve(step(0), step(20, 1), step(50, 0, None, Verdict.NO_GO))
    assert drawing.count("class=go-strip") == 4
    assert f"Verdict from {build.days(50)}: No-go" in drawing
    assert ">Bronze</text>" in drawing


def test_what_is_too_narrow_for_its_word_has_it_as_a_title_only() -> None:
    drawing = curve(step(0), step(1, 0, None, Verdict.NO_GO))
    assert ">Go</text>" not in drawing
    assert f"Verdict from {build.DAY}: Go" in drawing


def test_the_past_has_a_line_at_today() -> None:
    assert "go-today" in curve(step(-50), step(0))
    assert "go-today" not in curve(step(0))


def test_a_curve_of_nothing_is_drawn_all_the_same() -> None:
    assert "Nothing is known." in curve()
    assert "go-line" not in curve(step(0, -1))
    assert curve(step(0), until=0)


def test_many_neighbours_are_counted() -> None:
    node = charts.Neighbour(name="A", text="Go", tone="go")
    drawing = charts.neighbourhood(
        node, [replace(node, name=f"N{number}") for number in range(40)], [], "Around"
    )
    assert drawing.count("go-bond") == 6
    assert "and 35 more" in drawing


# -- the style sheet


def test_the_style_sheet_draws_the_icons_that_are_there() -> None:
    assert icons.written() == icons.block(), "run: python tests/publish/pages/icons.py"


def _tokens(selector: str) -> dict[str, str]:
    sheet = icons.SHEET.read_text(encoding="utf-8")
    block = re.search(re.escape(selector) + r" \{(.*?)\n\}", sheet, re.DOTALL)
    assert block
    return dict(re.findall(r"--go-([a-z0-9-]+): (#[0-9a-f]{3,6});", block[1]))


LIGHT = _tokens('[data-md-color-scheme="default"]')
DARK = LIGHT | {"page": "#1e2129"} | _tokens('\n[data-md-color-scheme="slate"]')
"""Material's slate is hsl(225, 15%, 14%)."""


def _brightness(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_brightness(one), _brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_letter_can_be_read(tokens: dict[str, str]) -> None:
    pairs = [(name, f"{name}-tint") for name in tokens if f"{name}-tint" in tokens]
    assert len(pairs) > 20
    pairs += [(name, "page") for name, _ in pairs]
    pairs += [(name, ground) for name in ("text", "dim", "link") for ground in ("page", "soft")]
    pairs += [("on-badge", name) for name in ("go", "conditional", "no-go", "unassessed", "unreadable")]
    pairs += [
        (ink, f"{name}-tint")
        for ink in ("text", "link")
        for name in ("go", "conditional", "no-go", "unassessed")
    ]
    poor = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}
