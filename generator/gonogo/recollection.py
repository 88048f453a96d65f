"""What git remembers of a catalog: its past, and the commit that its files come from.

A catalog without git, or with a git that cannot answer, has a portal without a past, and a notice.
"""

from datetime import date
from functools import cached_property, partial
from pathlib import Path

from gonogo.assess.past import past
from gonogo.model.codes import CODES
from gonogo.model.failure import GitError
from gonogo.model.history import Past, Revision
from gonogo.model.portfolio import Portfolio
from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity
from gonogo.read.commits import Commit
from gonogo.read.files import shown_path
from gonogo.read.history import History, snapshots
from gonogo.store import Store

SHALLOW, NO_GIT = "GN601", "GN602"
DEEPEN = "run `git fetch --unshallow`, or check out with fetch-depth: 0"


class Recollection:
    """The history of the catalog in `folder` up to today, or up to the commit that was chosen.

    `memory` is the folder of what was worked out before, None where nothing is to be kept. `problem`
    says why the past is missing or cut off.
    """

    def __init__(
        self,
        folder: Path,
        *,
        today: date,
        chosen: Commit | None = None,
        memory: Path | None = None,
        workers: int | None = None,
    ) -> None:
        """Find the history; none of it is read yet."""
        self._folder = folder
        self._today = today
        self._chosen = chosen
        self._memory = memory
        self._workers = workers
        self.problem: Problem | None = None
        self._history: History | None = None
        try:
            self._history = History(folder, "HEAD" if chosen is None else chosen.id)
        except GitError as error:
            self._complain(NO_GIT, str(error), error.hint)
        if self._history is not None and self._history.is_shallow:
            self._complain(SHALLOW, "the clone is shallow: the past begins where it was cut", DEEPEN)

    @cached_property
    def revision(self) -> Revision | None:
        """The commit that the files come from; None where no commit holds the folder."""
        if self._history is None:
            return None
        try:
            commit = self._chosen or Commit(self._history.git, self._folder, self._history.commit)
            is_chosen = self._chosen is not None
            is_changed = not is_chosen and not commit.is_on_disk(self._folder)
            return Revision(commit=commit.id, day=commit.day, is_changed=is_changed, is_chosen=is_chosen)
        except GitError:
            return None

    def past(self, now: Portfolio) -> Past | None:
        """Return the past, None where git cannot tell it; `problem` then says why."""
        history = self._history
        if history is None:
            return None
        try:
            with Store(self._memory) as store:
                told = partial(snapshots, history, self._today, memory=store, workers=self._workers)
                # Where no commit holds the folder, there is hardly more to work out than the key would cost.
                memory = None if self.revision is None else store
                return past(now, history, told, today=self._today, memory=memory)
        except GitError as error:
            self._complain(NO_GIT, str(error), error.hint)
            return None

    def _complain(self, code: str, message: str, hint: str | None) -> None:
        self.problem = Problem(
            place=Place(path=shown_path(str(self._folder / "catalog.yaml"))),
            code=code,
            severity=CODES[code].severity or Severity.NOTICE,
            message=message,
            help=hint,
        )
