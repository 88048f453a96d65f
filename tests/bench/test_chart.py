import xml.etree.ElementTree as ET
from pathlib import Path

from bench import chart, jobs
from bench.jobs import Subject, of_size
from bench.measure import Run
from bench.rounds import Record


def record(name: str, seconds: float) -> Record:
    run = Run(status=0, wall=seconds, cpu=seconds, largest=0, together=None, output="", errors="")
    return Record(Subject(name, (), Path()), runs=[run])


def test_lines_are_of_what_was_measured() -> None:
    names = [of_size(jobs.OURS, 100), of_size(jobs.OURS, 1000), of_size("Zensical", 1000)]
    records = {name: record(name, place + 1.0) for place, name in enumerate(names)}
    records["build"] = record("build", 9.0)
    assert dict(chart.lines(records, 1000)) == {
        jobs.OURS: [(100, 1.0), (1000, 2.0)],
        "Zensical": [(1000, 3.0)],
    }
    assert dict(chart.lines({}, 1000)) == {}


def test_a_line_that_is_higher_is_slower() -> None:
    picture = chart.drawn({jobs.OURS: [(100, 1.0), (1000, 2.0)], "Zensical": [(100, 4.0), (1000, 40.0)]})
    root = ET.fromstring(picture)  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    heights = [
        [float(dot.attrib["cy"]) for dot in group.iter(f"{space}circle")] for group in root.iter(f"{space}g")
    ]
    assert all(ours > theirs for ours, theirs in zip(*heights, strict=True))
    assert all(first > last for first, last in heights)
    assert "Zensical 40 s" in picture


def test_each_size_is_measured_with_its_peers() -> None:
    subjects = jobs.subjects(Path("/nowhere"), 1000)
    wanted = [target for target in jobs.targets(1000) if target.job == "scale"]
    assert {name for target in wanted for name in target.subjects} <= subjects.keys()
    assert of_size("all in the navigation", 10_000) not in {target.against for target in wanted}
    assert subjects[of_size(jobs.OURS, 10_000)].once
