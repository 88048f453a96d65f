"""Everything that is known of a catalog at one commit, brought from each to the next."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from gonogo.model.catalog import Catalog, Decision, Platform, Service, Team
from gonogo.model.manifest import Manifest
from gonogo.read import bind, fleet
from gonogo.read.beside import Silent, kinds_of
from gonogo.read.checkout import Checkout
from gonogo.read.context import Context
from gonogo.read.files import pattern
from gonogo.read.log import Entry
from gonogo.read.reading import Configuration, configure
from gonogo.read.register import Register
from gonogo.read.robots import Robots
from gonogo.read.services import Inputs, Services, concerned
from gonogo.read.settings import CATALOG_FILE, Settings
from gonogo.read.shelf import Shelf


class Reel:
    """The catalog at the commit that was reached; what a commit does not touch stays the very same."""

    def __init__(self, files: Checkout, shelf: Shelf, newest: date) -> None:
        """Start before the first commit; nothing of the past may be dated after `newest`."""
        self._files = files
        self._shelf = shelf
        self._newest = newest
        self._share: Sequence[Entry] = ()
        self._configuration: Configuration | None = None
        self._settings = Settings(schema_version=1, title="")
        self._kinds = kinds_of(self._settings)
        self._base: Catalog | None = None
        self._teams: dict[str, Team] = {}
        self._parents: dict[str, str | None] = {}
        self._platforms: dict[str, Platform] = {}
        self._decisions: tuple[Decision, ...] = ()
        self._scopes = bind.Scopes((), {}, {})
        self._register = Register()
        self._robots = Robots()
        self._services = Services(self._inputs_of, self._bound)
        self._reader: Silent | None = None
        self._seen: Context | None = None

    # - parsing ahead

    def prepare(self, share: Sequence[Entry]) -> None:
        """Fetch and parse what the commits of `share` bring."""
        self._share = share
        self._files.forget()
        self._shelf.prune()
        self._files.fetch(blob for name, blob in self._coming() if self._is_needed(name))
        if self._seen is not None:
            self._shelf.learn(blob for name, blob in self._coming() if self._is_manifest(name))

    def _coming(self) -> Iterator[tuple[str, str]]:
        """Yield name and blob of every file that the commits of the share bring."""
        for entry in self._share:
            for change in entry.changes:
                name = self._files.name(change.path)
                if name is not None and change.after is not None and change.after.is_regular:
                    yield name, change.after.blob

    def _is_manifest(self, name: str) -> bool:
        return any(pattern(glob).match(name) for glob in self._settings.manifests)

    def _is_needed(self, name: str) -> bool:
        return name in self._watched() or any(kind.matches(name) for kind in self._kinds.values())

    # - one commit

    def step(self, entry: Entry) -> Catalog | None:
        """Return the catalog at the next commit; None as long as there is no usable configuration."""
        touched = self._files.apply(entry.changes)
        is_new = self._reader is None
        is_configured = (is_new or bool(touched & self._watched())) and self._configure()
        reader = self._reader
        if reader is None:
            return None
        if is_new:
            touched = set(self._files.sides)
        elif is_configured:
            touched |= self._reclassified()
        platforms, decisions, evidence = (kind.read(self._files, touched) for kind in self._kinds.values())
        is_seen_anew = (is_configured or bool(platforms)) and self._see(reader)
        manifests = self._judged(touched | self._register.judged.keys() if is_seen_anew else touched)
        changed, delta = self._register.settle(manifests, reader, self._context, is_forced=is_configured)
        is_redecided = self._decide(reader, delta, is_forced=is_configured or bool(platforms or decisions))
        today = self._register.today
        results = self._robots.collect(self._kinds["evidence"], evidence, delta, today, self._context)
        known = self._register.fleet
        is_all = is_configured or is_redecided or bool(platforms)
        self._services.bind(known if is_all else concerned(known, changed, delta, results), changed, known)
        return self._catalog(self._services.by_id)

    @property
    def _context(self) -> Context:
        assert self._seen is not None, "files are seen before they are judged"  # noqa: S101
        return self._seen

    def _watched(self) -> set[str]:
        """Return the names of the files on which everything hangs."""
        said = self._settings
        standard = {said.standard} if isinstance(said.standard, str) else set()
        return {CATALOG_FILE, "standard.yaml", said.teams, said.tiers} | standard

    def _configure(self) -> bool:
        """Read the configuration anew; tell whether it is another one that can be used."""
        found, _ = configure(self._files)
        if found is None or found == self._configuration:
            return False
        if self._configuration is not None and self._configuration.standard == found.standard:
            found = replace(found, standard=self._configuration.standard)
        self._configuration = found
        self._reader = Silent(self._files, found, self._newest, self._newest)
        self._settings = found.settings
        self._base = None
        return True

    def _reclassified(self) -> set[str]:
        """Return all names where the configuration says otherwise which files are what."""
        kinds, judged = kinds_of(self._settings), self._register.judged
        if any(each.globs != self._kinds[kind].globs for kind, each in kinds.items()):
            self._kinds = kinds
            self._robots.forget_files()
            return set(self._files.sides)
        mine = {name for name in judged if not self._is_manifest(name)}
        return mine | {name for name in self._files.sides if self._is_manifest(name) and name not in judged}

    def _see(self, reader: Silent) -> bool:
        """Make ready what files are checked against; tell whether all manifests must be looked at again."""
        platform = self._kinds["platform"]
        context = reader.context_of(platform.sound(), platform.broken())
        found = reader.platforms_of(platform.sound(), context)
        if found != self._platforms:
            self._platforms = found
            self._base = None
        if context.teams != self._teams or self._seen is None:
            self._teams = context.teams
            self._parents = {team.id: team.parent for team in context.teams.values()}
        is_first = self._seen is None
        self._seen = context
        is_other = self._shelf.see(context)
        if is_first:
            here = (side.blob for name, side in self._files.sides.items() if self._is_manifest(name))
            coming = (blob for name, blob in self._coming() if self._is_manifest(name))
            self._shelf.learn([*here, *coming])
        return is_other

    def _judged(self, names: set[str]) -> set[str]:
        """Bring manifests up to date; return the names whose manifest is another."""
        mine = {name for name in names if name in self._register.judged or self._is_manifest(name)}
        listing = self._files.listing_of(mine, self._settings.manifests)
        return self._register.judge(mine, listing, lambda name: self._shelf[self._files.sides[name].blob])

    def _decide(self, reader: Silent, delta: set[str], *, is_forced: bool) -> bool:
        """Bring decisions up to date; tell whether any service may have others than before."""
        kind = self._kinds["decision"]
        named = {name for record in kind.sound() for name in record.value.scope.services} if delta else set()
        if not is_forced and delta.isdisjoint(named):
            return False
        today = self._register.today
        found = reader.decisions_of(kind.sound(), today, self._context)
        if found != self._decisions:
            self._decisions = found
        self._scopes = bind.Scopes(self._decisions, self._parents, today)
        return True

    # - the catalog

    def _inputs_of(self, manifest: Manifest, path: str) -> Inputs:
        block = manifest.service
        return Inputs(
            manifest=manifest,
            path=path,
            tier=self._context.tier(block),
            run=bind.operations(manifest, self._teams, self._parents),
            decisions=tuple(self._scopes.of(manifest)),
            results=self._robots.of(block.id),
            depends_on=fleet.sound_dependencies(manifest, self._register.today, self._register.readable),
            platforms=tuple(each for each in block.platforms if each in self._platforms),
        )

    def _bound(self, inputs: Inputs) -> Service:
        return bind.service(
            inputs.manifest,
            inputs.path,
            tier=inputs.tier,
            run=inputs.run,
            decisions=inputs.decisions,
            results=inputs.results,
            depends_on=inputs.depends_on,
            platforms=self._platforms,
        )

    def _catalog(self, services: dict[str, Service]) -> Catalog:
        """Return the catalog of the commit; what did not change is the very same as before."""
        assert self._configuration is not None, "there are no services before"  # noqa: S101
        if self._base is None:
            self._base = Catalog(
                title=self._settings.title,
                standard=self._configuration.standard,
                teams=self._teams,
                people=self._context.people,
                groups=self._context.groups,
                platforms=self._platforms,
                source=self._settings.source,
            )
        return replace(
            self._base, services=services, decisions=self._decisions, unreadable=self._register.unreadable
        )
