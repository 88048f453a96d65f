"""The services of a commit: bound anew only where something of them differs."""

from collections.abc import Callable, Iterable, Mapping

from gonogo.model.catalog import Decision, Service
from gonogo.model.manifest import Dependency, Manifest, Operations
from gonogo.model.noun import Noun
from gonogo.read.manifests import Parsed
from gonogo.read.robots import Results


class Inputs(Noun):
    """What a service is bound of: where nothing of it differs, the service is the very same."""

    manifest: Manifest
    path: str
    tier: int | None
    run: Operations
    decisions: tuple[Decision, ...]
    results: Results
    depends_on: tuple[Dependency, ...]
    platforms: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the service."""
        return self.manifest.service.id

    def same(self, other: "Inputs | None") -> bool:
        """Tell whether a service comes out the same."""
        return (
            other is not None
            and self.manifest is other.manifest
            and self.results is other.results
            and self.path == other.path
            and self.tier == other.tier
            and self.platforms == other.platforms
            and self.decisions == other.decisions
            and self.depends_on == other.depends_on
            and self.run == other.run
        )


class Services:
    """The services of the commit that was reached; `by_id` is another dict where any of them differs."""

    def __init__(
        self, inputs_of: Callable[[Manifest, str], Inputs], bound: Callable[[Inputs], Service]
    ) -> None:
        """Start with none; `inputs_of` gathers what a manifest is bound of, `bound` binds it."""
        self._inputs_of = inputs_of
        self._bound = bound
        self._inputs: dict[str, Inputs] = {}
        self.by_id: dict[str, Service] = {}

    def bind(self, names: Iterable[str], changed: set[str], fleet: Mapping[str, Parsed]) -> None:
        """Bind the services of the files of those names anew, as far as anything about them differs."""
        sound = {name for name in changed if name in fleet and fleet[name].manifest is not None}
        gone = {name for name in changed - sound if name in self._inputs}
        services = dict(self.by_id)
        removed = {self._inputs.pop(name).id for name in gone}
        for name in sorted(names):
            parsed = fleet.get(name)
            if parsed is None or parsed.manifest is None:
                continue
            inputs = self._inputs_of(parsed.manifest, parsed.found.name)
            before = self._inputs.get(name)
            if inputs.same(before) and inputs.id in services:
                continue
            if before is not None and before.id != inputs.id:
                removed.add(before.id)
            self._inputs[name] = inputs
            service = self._bound(inputs)
            if services.get(inputs.id) != service:
                services[inputs.id] = service
        for id_ in removed - self._living(removed):
            services.pop(id_, None)
        if services.keys() != self.by_id.keys():
            services = dict(sorted(services.items()))
        self.by_id = services

    def _living(self, ids: set[str]) -> set[str]:
        """Return which of `ids` still have a file."""
        return {each.id for each in self._inputs.values()} & ids if ids else set()


def concerned(
    fleet: Mapping[str, Parsed], changed: set[str], delta: set[str], services: set[str]
) -> set[str]:
    """Return the files whose services may come out otherwise.

    `changed` are files, `delta` ids that mean something else, `services` those with other results.
    """
    found = set(changed)
    if delta or services:
        for name, each in fleet.items():
            if each.manifest is not None:
                block = each.manifest.service
                if block.id in services or any(need.service in delta for need in block.depends_on):
                    found.add(name)
    return found
