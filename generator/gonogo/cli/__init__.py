"""The command line: one file a command; options become values, one call, print, exit code."""

from gonogo.cli.main import main, run

__all__ = ["main", "run"]
