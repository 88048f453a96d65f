"""What robots found, from commit to commit."""

from collections.abc import Iterable

from msgspec.structs import replace

from gonogo.model.catalog import RobotResult
from gonogo.read import records
from gonogo.read.beside import Kind
from gonogo.read.context import Context
from gonogo.read.records import Record
from gonogo.read.versions import without

Results = dict[str, tuple[RobotResult, ...]]
"""The results of one service by check, by source and day."""

_NONE: Results = {}


class Robots:
    """The results of the commit that was reached."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_file: dict[str, dict[str, dict[str, list[RobotResult]]]] = {}
        self._mentioned: dict[str, frozenset[str]] = {}
        self._results: dict[str, Results] = {}
        self._stale: set[str] = set()

    def of(self, service: str) -> Results:
        """Return the results of a service; the very same ones as long as they are equal."""
        return self._results.get(service, _NONE)

    def forget_files(self) -> None:
        """Start again with all files, which may be others."""
        self._by_file, self._mentioned = {}, {}
        self._stale = set(self._results)

    def collect(
        self, kind: Kind, touched: set[str], delta: set[str], today: dict[str, str], context: Context
    ) -> set[str]:
        """Bring results up to date; return the services of which they are others.

        `touched` are files, `delta` the ids that mean something else than before.
        """
        again = {name for name, names in self._mentioned.items() if not delta.isdisjoint(names)}
        services, self._stale = self._stale, set()
        for name in touched | again:
            services |= self._by_file.pop(name, {}).keys()
            self._mentioned.pop(name, None)
            for record in kind.records.get(name, ([], []))[0]:
                self._by_file[name] = _by_service(record, today, context)
                self._mentioned[name] = frozenset(each.service for each in record.value.results)
                services |= self._by_file[name].keys()
        if touched | again:
            self._by_file = dict(sorted(self._by_file.items()))
        return {name for name in services if self._merge(name)}

    def _merge(self, service: str) -> bool:
        """Put together the results of a service; tell whether they are others than before."""
        gathered: dict[str, list[RobotResult]] = {}
        for checks in self._by_file.values():
            for check, results in checks.get(service, {}).items():
                gathered.setdefault(check, []).extend(results)
        merged = {check: _in_order(results) for check, results in sorted(gathered.items())}
        if merged == self.of(service):
            return False
        self._results[service] = merged
        return True


def _by_service(
    record: Record, today: dict[str, str], context: Context
) -> dict[str, dict[str, list[RobotResult]]]:
    """Return the sound results of a file by service and check."""
    value = without(record.value, records.evidence(record.value, today, context))
    found: dict[str, dict[str, list[RobotResult]]] = {}
    for result in value.results if value is not None else ():
        name = today.get(result.service, result.service)
        placed = replace(result, service=name, path=record.found.name)
        found.setdefault(name, {}).setdefault(result.check, []).append(placed)
    return found


def _in_order(results: Iterable[RobotResult]) -> tuple[RobotResult, ...]:
    return tuple(sorted(results, key=lambda each: (each.source, each.collected_on)))
