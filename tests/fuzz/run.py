"""Fuzz what reads and shows other people's text: `make fuzz`, or

    python tests/fuzz/run.py [--seconds N] [TARGET]...

Inputs that are interesting are kept in .fuzz/ for the next run; one that finds a mistake is printed, and is a
case for `tests/examples/` once the mistake is mended.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".fuzz"

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "generator")]

with atheris.instrument_imports(include=["gonogo", "markdown_it"]):
    from fuzz.targets import TARGETS, seeds


def main() -> int:
    """Run every target in a process of its own; return 1 where one has found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    asked = parser.parse_args()
    if asked.one:
        fuzz(asked.one, asked.seconds)
    codes = [_in_a_process(name, asked.seconds) for name in asked.targets]
    return int(any(codes))


def _in_a_process(name: str, seconds: int) -> int:
    sys.stdout.write(f"\n== {name}: {seconds} seconds\n")
    sys.stdout.flush()
    command = [sys.executable, __file__, "--one", name, "--seconds", str(seconds)]
    return subprocess.run(command, check=False).returncode


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target; libFuzzer ends the process."""
    corpus = KEPT / name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(name):
        (corpus / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)
    arguments = [
        sys.argv[0],
        str(corpus),
        f"-max_total_time={seconds}",
        f"-artifact_prefix={KEPT}/found-{name}-",
        "-max_len=8192",
        "-timeout=60",  # by the clock, and a busy machine is no mistake
        "-rss_limit_mb=1024",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    atheris.Setup(arguments, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
