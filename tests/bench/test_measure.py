import resource
import sys
from pathlib import Path

import pytest

from bench import command, jobs, measure, report
from bench.jobs import MIB, Subject, Target
from bench.rounds import Record, measured

PYTHON = sys.executable


def python(code: str, folder: Path, *, watch: bool = False) -> measure.Run:
    return measure.run((PYTHON, "-c", code), folder=folder, watch=watch)


def test_a_program_that_does_nothing_takes_little(tmp_path: Path) -> None:
    run = measure.run(("true",), folder=tmp_path)
    assert (run.status, run.output, run.errors, run.together) == (0, "", "", None)
    assert 0 < run.wall < 30
    assert 0 <= run.cpu < 0.5
    assert 0 < run.largest < 1024 * MIB


def test_processor_time_and_memory_of_children_count(tmp_path: Path) -> None:
    work = """if True:
        import time
        x = bytearray(400 * 1024 ** 2)
        end = time.process_time() + 0.3
        while time.process_time() < end: pass"""
    run = python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])", tmp_path)
    assert run.cpu > 0.25
    # It is never below the peak of the process that measures, which has run other tests before.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert 400 * MIB < run.largest < max(600 * MIB, own + MIB)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell")
def test_memory_of_processes_that_run_together_adds_up(tmp_path: Path) -> None:
    hold = "x = bytearray(100 * 1024 ** 2); import time; time.sleep(1.5)"
    start = f"[subprocess.Popen([sys.executable, '-c', {hold!r}]) for _ in range(2)]"
    run = python(f"import subprocess, sys\nfor each in {start}: each.wait()", tmp_path, watch=True)
    assert run.together is not None
    assert 200 * MIB < run.together < 350 * MIB


def test_output_and_exit_code_are_kept(tmp_path: Path) -> None:
    run = python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)", tmp_path)
    assert (run.status, run.output, run.errors) == (3, "out\n", "err\n")


def test_programs_take_turns_and_one_that_fails_is_left_out(tmp_path: Path) -> None:
    said: list[str] = []
    subjects = {
        "good": Subject("good", ("true",), tmp_path),
        "bad": Subject("bad", ("false",), tmp_path),
        "lacking": Subject("lacking", ("true",), tmp_path, absent=lambda: "there is none"),
        "alone": Subject("alone", ("true",), tmp_path),
        "quick": Subject("quick", ("true",), tmp_path, repeat=2),
        "unwanted": Subject("unwanted", ("true",), tmp_path),
    }
    groups = [("good",), ("bad", "good"), ("lacking", "alone"), ("quick", "good")]
    records = measured(subjects, groups, 2, said.append)
    assert [len(record.runs) for record in records.values()] == [2, 0, 0, 0, 4]
    turns = [line.split(": ")[1] for line in said if line.startswith("round 1")]
    assert turns == ["good", "quick", "quick"]
    targets = [
        Target("job", "title", *group) for group in (("good", 1, "good"), ("bad", 1, "good"), ("lacking", 1))
    ]
    assert [report.judged(target, records).word for target in targets] == [
        report.OK,
        report.CRASHED,
        report.ABSENT,
    ]


@pytest.mark.parametrize(("most", "word"), [(2.0, report.OK), (1.9, report.MISSED)])
def test_a_target_is_a_ratio_of_medians(most: float, word: str, tmp_path: Path) -> None:
    records = {
        name: _record(name, times, tmp_path) for name, times in {"a": (1, 4, 9), "b": (2, 2, 7)}.items()
    }
    judgement = report.judged(Target("job", "title", "a", most, "b"), records)
    assert (judgement.ratio, judgement.word) == (2.0, word)


def test_every_target_names_programs_that_are_known(tmp_path: Path) -> None:
    known = jobs.subjects(tmp_path, 1_000)
    assert {name for target in jobs.targets(1_000) for name in target.subjects} == set(known)


def test_a_whole_run_prints_its_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["start", "--runs", "1", "--services", "1", "--work", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "| validate, one manifest" in printed
    assert "crashed" not in printed


def _record(name: str, times: tuple[float, ...], folder: Path) -> Record:
    runs = [measure.Run(0, wall, wall, MIB, None, "", "") for wall in times]
    return Record(Subject(name, ("true",), folder), runs)


def test_what_was_measured_by_hand_stays_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    assert command.by_hand(page) == ""
    page.write_text("# Results\n\n## By hand\n\nOnce.\n")
    assert command.by_hand(page) == "\n## By hand\n\nOnce.\n"
