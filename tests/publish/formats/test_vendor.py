import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_vendored_files_are_what_their_table_says() -> None:
    specification = importlib.util.spec_from_file_location("vendor", ROOT / "scripts" / "vendor.py")
    assert specification is not None
    assert specification.loader is not None
    vendor = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(vendor)
    assert list(vendor.differences()) == []
