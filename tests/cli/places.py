"""Where the demo organisation is, and the day for which it is written."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DEMO = ROOT / "catalog"
DAY = "2026-11-23"
