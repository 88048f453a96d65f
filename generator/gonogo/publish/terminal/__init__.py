"""Portfolios as text for a terminal."""

from gonogo.publish.terminal.scores import summary, table
from gonogo.publish.terminal.story import story

__all__ = ["story", "summary", "table"]
