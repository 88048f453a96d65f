"""What to make a portal of, and how."""

from concurrent.futures import Executor
from datetime import date
from pathlib import Path

from gonogo.model.noun import Noun
from gonogo.read.commits import Commit
from gonogo.read.manifests import Workers


class Order(Noun):
    """What to make a portal of.

    `today` bounds what may lie in the past, `at` is the commit to read instead of the files on disk.
    `templates` win over ours. `cache` is a folder for what need not be rendered again, `memory` one for
    what need not be remembered again. Where `is_late`, the past waits until a page asks for it. An
    executor of the caller's as `workers` need not have any of these folders: manifests are sent to it
    and what it makes comes back; no page is taken from the cache then. `engine` is what makes the pages
    of the theme.
    """

    catalog: Path
    day: date
    today: date
    at: Commit | None = None
    templates: Path | None = None
    cache: Path | None = None
    memory: Path | None = None
    workers: Workers = None
    is_late: bool = False
    engine: str = "mkdocs"

    @property
    def processes(self) -> int | None:
        """How many processes of our own may work; one, where somebody else's do."""
        return 1 if isinstance(self.workers, Executor) else self.workers

    @property
    def pages_cache(self) -> Path | None:
        """Where rendered pages are kept."""
        return None if isinstance(self.workers, Executor) else self.cache
