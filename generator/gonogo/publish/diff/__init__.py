"""What a change does to readiness, as data, for a terminal, for a pull request."""

from gonogo.publish.diff.document import Difference, difference, parsed
from gonogo.publish.diff.markdown import markdown
from gonogo.publish.diff.text import text

__all__ = ["Difference", "difference", "markdown", "parsed", "text"]
