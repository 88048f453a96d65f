"""Measure Gonogo against its peers: `python tests/bench/run.py [JOB…] [--services N] [--runs N]`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # As a script, this folder would be searched for modules; its parent is what they are named from.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from bench.command import main

    sys.exit(main())
