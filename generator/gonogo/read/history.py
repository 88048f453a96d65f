"""The catalog at every commit of its history, from one stream of git and one parse of each version.

What a commit did not touch is taken over as it is: a commit of one manifest costs one manifest.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from gonogo.model.catalog import Catalog, Decision, Platform, RobotResult, Service, Team, Unreadable
from gonogo.model.failure import BaseNotFoundError, GitError
from gonogo.model.history import Memory, Moment, Snapshot
from gonogo.model.manifest import Dependency, Manifest, Operations
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem
from gonogo.model.standard import Standard
from gonogo.read import bind, fleet, records, rules
from gonogo.read.commits import LARGEST, listed
from gonogo.read.context import Context, newest_day
from gonogo.read.files import Found, Listing, irregular, pattern, unreadable
from gonogo.read.git import Git
from gonogo.read.log import Entry, FileChange, Side, entries
from gonogo.read.manifests import Parsed, _id_in, _id_of, _without_cyclic_gc, bound, is_unreadable, stem
from gonogo.read.reading import Configuration, Reader, all_ids, configure
from gonogo.read.records import EvidenceFile, Record
from gonogo.read.rules import Complaint
from gonogo.read.settings import CATALOG_FILE, Settings
from gonogo.read.standards import convert
from gonogo.read.yaml12 import MANIFEST_LIMITS, parse

if TYPE_CHECKING:
    from concurrent.futures import Executor

SHARE = 400
"""Changed files that are fetched and parsed together; also what is held at once beyond the catalog itself."""

POOL_FROM = 200
"""Versions of manifests from which a second process pays for its start."""

_RECORDS: dict[str, type[Noun]] = {"platform": Platform, "decision": Decision, "evidence": EvidenceFile}


class History:
    """The first-parent history of a catalog's folder, up to `revision`; the newest `limit` commits of it."""

    def __init__(self, folder: Path, revision: str = "HEAD", limit: int | None = None) -> None:
        """Find it; raise GitError where there is no git, no repository or no commit."""
        self.git = Git(folder)
        self.folder = folder
        self.limit = limit
        self.prefix = self.git.inside(folder)
        try:
            self.commit = self.git.commit(revision)
        except BaseNotFoundError:
            if revision == "HEAD":
                raise GitError("there are no commits yet", "commit the catalog first") from None
            raise
        self.is_shallow = self.git.is_shallow()
        self._entries: tuple[date, list[Entry]] | None = None

    def entries(self, today: date) -> list[Entry]:
        """Return the commits that touched the folder, oldest first, none dated after `today`."""
        if self._entries is None or self._entries[0] != today:
            found = entries(self.git, self.commit, self.prefix, today, self.limit)
            self._entries = today, found
        return self._entries[1]

    def moments(self, today: date) -> tuple[Moment, ...]:
        """Return the same without what they changed."""
        return tuple(entry.moment for entry in self.entries(today))

    def is_cut(self, today: date) -> bool:
        """Tell whether history begins somewhere in the middle, so that its first commit changed less."""
        return self.is_shallow or (self.limit is not None and len(self.entries(today)) >= self.limit)

    def key(self, today: date) -> bytes:
        """Return what tells this history from any other: its ends, and where it is."""
        told = (
            self.commit,
            self.prefix,
            os.path.relpath(self.folder),
            self.limit,
            self.git.boundary() if self.is_shallow else b"",
            self.git.is_partial() and sorted(self.git.local_objects()),
            today,
        )
        return sha256(repr(told).encode("utf-8", "surrogatepass")).digest()


def snapshots(
    history: History,
    today: date,
    standard: Standard | None = None,
    *,
    memory: Memory | None = None,
    workers: int | None = None,
) -> Iterator[Snapshot]:
    """Yield the catalog at each commit that touched it, oldest first.

    With `standard` all are measured by it, without each by its own. A commit whose configuration cannot
    be read goes by the last one that could be; there is no snapshot before the first. Values that were
    wrong then are dropped as reading drops them, and manifests that could not be read are unreadable.
    """
    found = history.entries(today)
    if not found:
        return
    with ExitStack() as stack:
        reel = _Reel(history, newest_day(found[-1].moment.day, today), found, memory)
        parser = _Parser(stack, workers)
        for share in _shares(found):
            reel.prepare(share, parser)
            for entry in share:
                catalog = reel.step(entry)
                if catalog is not None:
                    yield Snapshot(
                        moment=entry.moment,
                        catalog=catalog if standard is None else catalog.under(standard),
                        changed=tuple(change.path for change in entry.changes),
                    )


def _shares(found: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield commits in shares of some hundred changed files."""
    share: list[Entry] = []
    size = 0
    for entry in found:
        share.append(entry)
        size += len(entry.changes)
        if size >= SHARE:
            yield share
            share, size = [], 0
    if share:
        yield share


# --- versions of manifests ------------------------------------------------------------------------


class Version(Noun):
    """What one blob says as a manifest; None where it cannot be read as one.

    `is_whole` tells that all of it is sound in the catalog of then; else `rest` is what is left of it.
    `is_dated` tells that this depends on today.
    """

    id: str | None = None
    written: Manifest | None = None
    is_whole: bool = False
    rest: Manifest | None = None
    is_dated: bool = False

    @property
    def sound(self) -> Manifest | None:
        """What stands in the catalog of then."""
        return self.written if self.is_whole else self.rest


class Blob(Noun):
    """A blob that is to be parsed; no content where it is missing from the clone or far too large."""

    id: str
    content: bytes | None


def version_of(blob: Blob, context: Context | None) -> Version:
    """Parse a blob as a manifest, and drop what is wrong in `context`."""
    if blob.content is None:
        return Version()
    document, problems = parse(blob.content[: MANIFEST_LIMITS.size + 1], "", MANIFEST_LIMITS)
    name = _id_of(document.data) if document.data is not None else _id_in(document.text)
    if is_unreadable(problems):
        return Version(id=name)
    written, _ = bound(document, "manifest", Manifest)
    return rejudged(Version(id=name, written=written), context)


def rejudged(version: Version, context: Context | None) -> Version:
    """Return a version with what is sound of it in `context`."""
    written = version.written
    if written is None or context is None:
        return version
    complaints = list(rules.complaints(written, context))
    is_reserved = any(each.code == "GN303" for each in complaints)
    is_dated = any(each.code == "GN401" for each in complaints)
    sound = None if is_reserved else without(written, complaints)
    is_whole = sound is written
    return Version(
        id=version.id,
        written=written,
        is_whole=is_whole,
        rest=None if is_whole else sound,
        is_dated=is_dated,
    )


def without(value: Any, complaints: Iterable[Complaint]) -> Any:
    """Return a noun without what complaints drop of it; None where it goes whole."""
    drops = [each.drop for each in complaints if each.drop is not None]
    if () in drops:
        return None
    if not drops:
        return value
    plain = msgspec.json.decode(msgspec.json.encode(value))
    return convert(rules.without(plain, drops), type(value))


_worker: dict[str, Any] = {}


def _start_worker() -> None:
    import gc

    gc.disable()


def _work(blobs: bytes, context: bytes | None) -> bytes:
    """Parse a share of the blobs in another process."""
    known = None
    if context is not None:
        if _worker.get("bytes") != context:
            _worker["bytes"] = context
            _worker["context"] = msgspec.msgpack.decode(context, type=Context)
        known = _worker["context"]
    found = msgspec.msgpack.decode(blobs, type=list[Blob])
    return msgspec.msgpack.encode([version_of(each, known) for each in found])


class _Parser:
    """Parses blobs, many of them in several processes."""

    def __init__(self, stack: ExitStack, workers: int | None) -> None:
        self._stack = stack
        self._workers = workers if workers is not None else os.cpu_count() or 1
        self._pool: Executor | None = None

    def versions(self, blobs: list[Blob], context: Context | None) -> list[Version]:
        """Return what the blobs say, in their order."""
        if self._workers <= 1 or len(blobs) < POOL_FROM:
            with _without_cyclic_gc():
                return [version_of(each, context) for each in blobs]
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            self._pool = ProcessPoolExecutor(self._workers, initializer=_start_worker)
            self._stack.enter_context(self._pool)
        size = -(-len(blobs) // (self._workers * 4))
        rest = iter(blobs)
        shares = list(iter(lambda: list(islice(rest, size)), []))
        encoded = [msgspec.msgpack.encode(share) for share in shares]
        known = None if context is None else msgspec.msgpack.encode(context)
        decoder = msgspec.msgpack.Decoder(list[Version])
        done = self._pool.map(_work, encoded, [known] * len(encoded))
        return [each for share in done for each in decoder.decode(share)]


# --- the files of a commit ------------------------------------------------------------------------


class _Files:
    """The files of the catalog's folder at the commit that was reached: a tree to read from."""

    def __init__(self, history: History) -> None:
        self._git = history.git
        self._prefix = f"{history.prefix}/" if history.prefix else ""
        shown = os.path.relpath(history.folder).replace(os.sep, "/")
        self._shown = "" if shown == "." else f"{shown}/"
        self.sides: dict[str, Side] = {}
        self._held: dict[str, bytes | None] = {}

    def begin(self, found: Sequence[Entry], commit: str) -> None:
        """Go back to before the oldest of the commits: those of the newest one, all changes undone."""
        where = ("--", self._prefix) if self._prefix else ()
        listing = self._git.run("ls-tree", "-r", "-z", "--full-tree", commit, *where)
        for line in filter(None, listing.split(b"\0")):
            head, path = line.split(b"\t", 1)
            mode, kind, blob = head.decode().split(" ")
            name = self.name(path.decode("utf-8", "surrogateescape"))
            if kind == "blob" and name is not None:
                self.sides[name] = Side(blob=blob, is_regular=mode.startswith("100"))
        for entry in reversed(found):
            self.apply(replace(each, before=each.after, after=each.before) for each in entry.changes)

    def name(self, path: str) -> str | None:
        """Return a path of the repository as the catalog names it; None outside of it."""
        return path[len(self._prefix) :] if path.startswith(self._prefix) else None

    def apply(self, changes: Iterable[FileChange]) -> set[str]:
        """Bring the files to the next commit; return the names that it touched."""
        touched = set()
        for change in changes:
            name = self.name(change.path)
            if name is not None:
                touched.add(name)
                if change.after is None:
                    self.sides.pop(name, None)
                else:
                    self.sides[name] = change.after
        return touched

    def exists(self, name: str) -> bool:
        """Tell whether the commit has a file of that name."""
        return name in self.sides

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return self._shown + name

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the regular files that match one of `globs`."""
        return listed({name: side.is_regular for name, side in self.sides.items()}, globs, self.shown)

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file."""
        side = self.sides.get(found.name)
        if side is None:
            return unreadable(found.shown, "the file is not in the commit")
        if not side.is_regular:
            return irregular(found.shown, "is a symbolic link")
        if side.blob not in self._held:
            self.fetch([side.blob])
        content = self._held[side.blob]
        if content is None:
            return unreadable(found.shown, "the file is too large, or missing from this clone")
        return content[: limit + 1]

    def fetch(self, blobs: Iterable[str]) -> None:
        """Read many blobs in one go, and hold them until `forget`."""
        wanted = [each for each in dict.fromkeys(blobs) if each not in self._held]
        if wanted:
            self._held |= dict(zip(wanted, self._git.blobs(wanted, LARGEST), strict=True))

    def blobs(self, ids: Iterable[str]) -> list[Blob]:
        """Return blobs with their content, not held."""
        wanted = list(ids)
        if not wanted:
            return []
        contents = self._git.blobs(wanted, LARGEST)
        return [Blob(id=each, content=content) for each, content in zip(wanted, contents, strict=True)]

    def forget(self) -> None:
        """Let go of contents."""
        self._held.clear()


class _One:
    """A tree of which one file alone is listed."""

    def __init__(self, files: _Files, name: str) -> None:
        self._files = files
        self._name = name

    def exists(self, name: str) -> bool:
        """Tell whether the commit has a file of that name."""
        return self._files.exists(name)

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return self._files.shown(name)

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the one file if it matches."""
        side = self._files.sides[self._name]
        return listed({self._name: side.is_regular}, globs, self.shown)

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file."""
        return self._files.content(found, limit)


# --- from commit to commit ------------------------------------------------------------------------


class _Silent(Reader):
    """A reader of the past: what was wrong then is nobody's problem now."""

    def _complain(self, found: fleet.Found, context: Context) -> None:
        """Say nothing."""

    def _checked(self, record: Record, kind: str, complaints: Iterable[Complaint], context: Context) -> Any:  # noqa: ARG002
        """Return a record without what its complaints drop."""
        return without(record.value, complaints)

    def context_of(self, platforms: Sequence[Record], broken: Sequence[str]) -> Context:
        """Return what files are checked against, as far as it decides what is dropped."""
        return self._context(platforms, broken, ())

    def platforms_of(self, found: Sequence[Record], context: Context) -> dict[str, Platform]:
        """Return the sound platforms by id."""
        return self._platforms(found, context)

    def decisions_of(
        self, found: Sequence[Record], services: dict[str, str], context: Context
    ) -> list[Decision]:
        """Return the sound decisions."""
        return self._decisions(found, services, context)

    def settled(self, parsed: list[Parsed], context: Context) -> tuple[list[Parsed], set[str]]:
        """Return the files with those that claim one id made unreadable, and the ids that nobody may have."""
        return self._without_clashes(parsed, context), self._disputed


class _Kind:
    """The files of one kind beside the manifests, each read once in each of its versions."""

    def __init__(self, kind: str, globs: tuple[str, ...]) -> None:
        self.kind = kind
        self.globs = globs
        self.records: dict[str, tuple[list[Record], list[str]]] = {}

    def matches(self, name: str) -> bool:
        """Tell whether a file is of this kind."""
        return any(pattern(glob).match(name) for glob in self.globs)

    def read(self, files: _Files, names: Iterable[str]) -> set[str]:
        """Bring records up to date with the files of those names; return the names that are of this kind."""
        mine = {name for name in names if self.matches(name)}
        for name in mine:
            self.records.pop(name, None)
            if files.exists(name):
                sound, _, broken = records.records(
                    _One(files, name), self.globs, self.kind, _RECORDS[self.kind]
                )
                self.records[name] = sound, broken
        if mine:
            self.records = dict(sorted(self.records.items()))
        return mine

    def sound(self) -> list[Record]:
        """Return the records in order of file."""
        return [record for found, _ in self.records.values() for record in found]

    def broken(self) -> list[str]:
        """Return the ids of what could not be read."""
        return [name for _, names in self.records.values() for name in names]


class _Inputs(Noun):
    """What a service is bound of: where nothing of it differs, the service is the very same."""

    manifest: Manifest
    path: str
    tier: int | None
    run: Operations
    decisions: tuple[Decision, ...]
    results: dict[str, tuple[RobotResult, ...]]
    depends_on: tuple[Dependency, ...]
    platforms: tuple[str, ...]

    def same(self, other: "_Inputs | None") -> bool:
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


_NO_RESULTS: dict[str, tuple[RobotResult, ...]] = {}


class _Reel:
    """Everything that is known at one commit, brought from each to the next."""

    def __init__(self, history: History, newest: date, found: Sequence[Entry], memory: Memory | None) -> None:
        self._files = _Files(history)
        self._files.begin(found, history.commit)
        self._newest = newest
        self._memory = memory
        self._configuration: Configuration | None = None
        self._reader: _Silent | None = None
        self._settings = Settings(schema_version=1, title="")
        self._kinds = self._kinds_of(self._settings)
        self._context: Context | None = None
        self._sight: frozenset[str] = frozenset()
        self._digest = b""
        self._share: Sequence[Entry] = ()
        self._parser: _Parser | None = None
        self._versions: dict[str, Version] = {}
        self._judged: dict[str, Parsed] = {}
        self._fleet: dict[str, Parsed] = {}
        self._disputed: set[str] = set()
        self._today: dict[str, str] = {}
        self._readable: frozenset[str] = frozenset()
        self._unreadable: tuple[Unreadable, ...] = ()
        self._teams: dict[str, Team] = {}
        self._parents: dict[str, str | None] = {}
        self._platforms: dict[str, Platform] = {}
        self._decisions: tuple[Decision, ...] = ()
        self._scopes = bind.Scopes((), {}, {})
        self._evidence: dict[str, dict[str, dict[str, list[RobotResult]]]] = {}
        self._mentioned: dict[str, frozenset[str]] = {}
        self._results: dict[str, dict[str, tuple[RobotResult, ...]]] = {}
        self._stale: set[str] = set()
        self._inputs: dict[str, _Inputs] = {}
        self._services: dict[str, Service] = {}
        self._base: Catalog | None = None

    # - parsing ahead

    def prepare(self, share: Sequence[Entry], parser: _Parser) -> None:
        """Fetch and parse what the commits of `share` bring."""
        self._share, self._parser = share, parser
        self._files.forget()
        self._prune()
        self._files.fetch(blob for name, blob in self._coming() if self._is_needed(name))
        if self._context is not None:
            self._learn(blob for name, blob in self._coming() if self._is_manifest(name))

    def _coming(self) -> Iterator[tuple[str, str]]:
        """Yield name and blob of every file that the commits of the share bring."""
        for entry in self._share:
            for change in entry.changes:
                name = self._files.name(change.path)
                if name is not None and change.after is not None and change.after.is_regular:
                    yield name, change.after.blob

    def _prune(self) -> None:
        """Forget versions that no file has any more."""
        current = {side.blob for side in self._files.sides.values()}
        self._versions = {blob: each for blob, each in self._versions.items() if blob in current}

    def _is_manifest(self, name: str) -> bool:
        return any(pattern(glob).match(name) for glob in self._settings.manifests)

    def _is_needed(self, name: str) -> bool:
        return name in self._watched() or any(kind.matches(name) for kind in self._kinds.values())

    def _learn(self, blobs: Iterable[str]) -> None:
        """Come to know versions: out of memory, or by parsing."""
        unknown = []
        for blob in dict.fromkeys(blobs):
            if blob in self._versions:
                continue
            known = self._remembered(blob)
            if known is None:
                unknown.append(blob)
            else:
                self._versions[blob] = known
        contents = self._files.blobs(unknown)
        if not contents or self._parser is None:
            return
        versions = self._parser.versions(contents, self._context)
        for each, version in zip(contents, versions, strict=True):
            self._versions[each.id] = version
            if self._memory is not None and each.content is not None and not version.is_dated:
                self._memory.put(msgspec.msgpack.encode(version), "version", self._digest, each.id.encode())

    def _remembered(self, blob: str) -> Version | None:
        known = None if self._memory is None else self._memory.get("version", self._digest, blob.encode())
        if known is None:
            return None
        try:
            return msgspec.msgpack.decode(known, type=Version)
        except msgspec.MsgspecError:
            return None

    # - one commit

    def step(self, entry: Entry) -> Catalog | None:
        """Return the catalog at the next commit; None as long as there is no usable configuration."""
        touched = self._files.apply(entry.changes)
        is_new = self._reader is None
        is_configured = (is_new or bool(touched & self._watched())) and self._configure()
        if self._reader is None:
            return None
        if is_new:
            touched = set(self._files.sides)
        elif is_configured:
            touched |= self._reclassified()
        platforms, decisions, evidence = (kind.read(self._files, touched) for kind in self._kinds.values())
        again = touched
        if (is_configured or platforms) and self._see():
            again = touched | self._judged.keys()
        manifests = self._judge({name for name in again if self._is_manifest(name) or name in self._judged})
        changed, delta = self._settle(manifests, is_forced=is_configured)
        is_redecided = self._decide(delta, is_forced=is_configured or bool(platforms or decisions))
        concerned = self._collect(evidence, delta)
        everything = is_configured or is_redecided or bool(platforms)
        self._bind(set(self._fleet) if everything else self._concerned(changed, delta, concerned), changed)
        return self._catalog()

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
        self._reader = _Silent(self._files, found, self._newest, self._newest)
        self._settings = found.settings
        self._base = None
        return True

    def _kinds_of(self, said: Settings) -> dict[str, _Kind]:
        globs = {"platform": said.platforms, "decision": said.decisions, "evidence": said.evidence}
        return {kind: _Kind(kind, globs[kind]) for kind in _RECORDS}

    def _reclassified(self) -> set[str]:
        """Return all names where the configuration says otherwise which files are what."""
        kinds = self._kinds_of(self._settings)
        mine = {name for name in self._judged if not self._is_manifest(name)}
        if {kind: each.globs for kind, each in kinds.items()} != {
            kind: each.globs for kind, each in self._kinds.items()
        }:
            self._kinds = kinds
            self._evidence, self._mentioned = {}, {}
            self._stale = set(self._results)
            return set(self._files.sides)
        others = {name for name in self._files.sides if self._is_manifest(name) and name not in self._judged}
        return mine | others

    def _see(self) -> bool:
        """Make ready what files are checked against; tell whether all manifests must be looked at again."""
        assert self._reader is not None  # noqa: S101 - told to the type checker
        platform = self._kinds["platform"]
        context = self._reader.context_of(platform.sound(), platform.broken())
        found = self._reader.platforms_of(platform.sound(), context)
        if found != self._platforms:
            self._platforms = found
            self._base = None
        if context.teams != self._teams or self._context is None:
            self._teams = context.teams
            self._parents = {team.id: team.parent for team in context.teams.values()}
        is_first = self._context is None
        self._context = context
        sight = sight_of(context)
        is_other = sight != self._sight
        if is_first or is_other:
            others = sight ^ self._sight
            self._sight, self._digest = sight, digest_of(sight)
            for blob, each in self._versions.items():
                if depends_on(each, others):
                    self._versions[blob] = rejudged(each, context)
        if is_first:
            here = (side.blob for name, side in self._files.sides.items() if self._is_manifest(name))
            self._learn([*here, *(blob for name, blob in self._coming() if self._is_manifest(name))])
        return is_other

    def _judge(self, names: set[str]) -> set[str]:
        """Bring manifests up to date; return the names whose manifest is another."""
        changed = set()
        listing = self._listed(names)
        found = {each.name: each for each in listing.files}
        refused = {problem.place.path for problem in listing.problems}
        for name in names:
            was = self._judged.pop(name, None)
            if name in found:
                self._judged[name] = self._kept(was, self._parsed(name, found[name]))
            elif self._files.exists(name) and self._files.shown(name) in refused:
                shown = self._files.shown(name)
                self._judged[name] = self._kept(was, Parsed(found=Found(name="", shown=shown)))
            if self._judged.get(name) is not was:
                changed.add(name)
        return changed

    def _listed(self, names: set[str]) -> Listing:
        sides = {name: self._files.sides[name].is_regular for name in names if name in self._files.sides}
        return listed(sides, self._settings.manifests, self._files.shown)

    def _parsed(self, name: str, found: Found) -> Parsed:
        """Return a file as reading would have parsed it, without its problems."""
        if not found.name:
            return Parsed(found=found)
        blob = self._files.sides[name].blob
        self._learn([blob])
        version = self._versions[blob]
        return Parsed(found=found, manifest=version.sound, id=version.id)

    @staticmethod
    def _kept(was: Parsed | None, parsed: Parsed) -> Parsed:
        """Return the former value where it is equal: what is the same must be identical."""
        return was if was is not None and was == parsed else parsed

    def _settle(self, changed: set[str], *, is_forced: bool) -> tuple[set[str], set[str]]:
        """Settle who has which id; return the files that come out otherwise, and the ids concerned."""
        names = {name for name in changed if not self._is_plain(name)}
        if not names and not is_forced and not self._disputed and len(self._fleet) == len(self._judged):
            for name in changed:
                self._fleet[name] = self._judged[name]
            return changed, set()
        assert self._reader is not None  # noqa: S101 - told to the type checker
        assert self._context is not None  # noqa: S101
        order = sorted(name for name, each in self._judged.items() if each.found.name)
        settled, self._disputed = self._reader.settled([self._judged[name] for name in order], self._context)
        was = self._fleet
        self._fleet = {
            name: self._kept(was.get(name), each) for name, each in zip(order, settled, strict=True)
        }
        refused = sorted(name for name, each in self._judged.items() if not each.found.name)
        unread = [*self._disputed, *(stem(self._judged[name].found.shown) for name in refused)]
        today = all_ids(self._fleet.values(), unread)
        sound = {each.id for each in self._fleet.values() if each.manifest is not None and each.id}
        self._list_unreadable(refused)
        delta = {name for name, _ in set(today.items()) ^ set(self._today.items())}
        delta |= sound ^ self._readable
        self._today, self._readable = today, frozenset(sound)
        both = was.keys() | self._fleet.keys()
        return {name for name in both if was.get(name) is not self._fleet.get(name)}, delta

    def _is_plain(self, name: str) -> bool:
        """Tell whether a changed file has the ids that it had, and is as readable as it was."""
        was, now = self._fleet.get(name), self._judged.get(name)
        return (
            was is not None
            and now is not None
            and was.id == now.id
            and was.manifest is not None
            and now.manifest is not None
            and was.manifest.service.former_ids == now.manifest.service.former_ids
            and was.found == now.found
        )

    def _list_unreadable(self, refused: Iterable[str]) -> None:
        found = tuple(
            Unreadable(path=each.found.name, id=each.id)
            for each in self._fleet.values()
            if each.manifest is None
        ) + tuple(Unreadable(path=name) for name in refused)
        if found != self._unreadable:
            self._unreadable = found

    def _decide(self, delta: set[str], *, is_forced: bool) -> bool:
        """Bring decisions up to date; tell whether any service may have others than before."""
        kind = self._kinds["decision"]
        named = {name for record in kind.sound() for name in record.value.scope.services} if delta else set()
        if not is_forced and delta.isdisjoint(named):
            return False
        assert self._reader is not None  # noqa: S101 - told to the type checker
        assert self._context is not None  # noqa: S101
        found = tuple(self._reader.decisions_of(kind.sound(), self._today, self._context))
        if found != self._decisions:
            self._decisions = found
        self._scopes = bind.Scopes(self._decisions, self._parents, self._today)
        return True

    def _collect(self, touched: set[str], delta: set[str]) -> set[str]:
        """Bring robots' results up to date; return the services of which they are others."""
        kind = self._kinds["evidence"]
        again = {name for name, names in self._mentioned.items() if not delta.isdisjoint(names)}
        services, self._stale = self._stale, set()
        for name in touched | again:
            services |= self._evidence.pop(name, {}).keys()
            self._mentioned.pop(name, None)
            for record in kind.records.get(name, ([], []))[0]:
                self._evidence[name] = self._by_service(record)
                self._mentioned[name] = frozenset(each.service for each in record.value.results)
                services |= self._evidence[name].keys()
        if touched | again:
            self._evidence = dict(sorted(self._evidence.items()))
        return {name for name in services if self._merged(name)}

    def _by_service(self, record: Record) -> dict[str, dict[str, list[RobotResult]]]:
        """Return the sound results of a file by service and check."""
        assert self._context is not None  # noqa: S101 - told to the type checker
        complaints = records.evidence(record.value, self._today, self._context)
        value = without(record.value, complaints)
        found: dict[str, dict[str, list[RobotResult]]] = {}
        for result in value.results if value is not None else ():
            name = self._today.get(result.service, result.service)
            placed = replace(result, service=name, path=record.found.name)
            found.setdefault(name, {}).setdefault(result.check, []).append(placed)
        return found

    def _merged(self, service: str) -> bool:
        """Put together the results of a service; tell whether they are others than before."""
        gathered: dict[str, list[RobotResult]] = {}
        for checks in self._evidence.values():
            for check, results in checks.get(service, {}).items():
                gathered.setdefault(check, []).extend(results)
        merged = {
            check: tuple(sorted(results, key=lambda each: (each.source, each.collected_on)))
            for check, results in sorted(gathered.items())
        }
        if merged == self._results.get(service, {}):
            return False
        self._results[service] = merged
        return True

    def _concerned(self, changed: set[str], delta: set[str], services: set[str]) -> set[str]:
        """Return the files whose services may come out otherwise."""
        concerned = set(changed)
        if delta or services:
            for name, each in self._fleet.items():
                if each.manifest is None:
                    continue
                block = each.manifest.service
                if block.id in services or any(need.service in delta for need in block.depends_on):
                    concerned.add(name)
        return concerned

    def _bind(self, names: set[str], changed: set[str]) -> None:
        """Bind the services of the files of those names anew, as far as anything about them differs."""
        sound = {name for name in changed if name in self._fleet and self._fleet[name].manifest is not None}
        gone = {name for name in changed - sound if name in self._inputs}
        services = dict(self._services)
        removed = {self._inputs.pop(name).manifest.service.id for name in gone}
        for name in sorted(names):
            parsed = self._fleet.get(name)
            if parsed is None or parsed.manifest is None:
                continue
            inputs = self._inputs_of(parsed.manifest, parsed.found.name)
            before = self._inputs.get(name)
            id_ = parsed.manifest.service.id
            if inputs.same(before) and id_ in services:
                continue
            if before is not None and before.manifest.service.id != id_:
                removed.add(before.manifest.service.id)
            self._inputs[name] = inputs
            service = self._bound(inputs)
            if services.get(id_) != service:
                services[id_] = service
        for id_ in removed - self._living(removed):
            services.pop(id_, None)
        if services.keys() != self._services.keys():
            services = dict(sorted(services.items()))
        self._services = services

    def _living(self, ids: set[str]) -> set[str]:
        """Return which of `ids` still have a file."""
        if not ids:
            return set()
        return {each.manifest.service.id for each in self._inputs.values()} & ids

    def _inputs_of(self, manifest: Manifest, path: str) -> _Inputs:
        assert self._context is not None  # noqa: S101 - told to the type checker
        block = manifest.service
        return _Inputs(
            manifest=manifest,
            path=path,
            tier=self._context.tier(block),
            run=bind.operations(manifest, self._teams, self._parents),
            decisions=tuple(self._scopes.of(manifest)),
            results=self._results.get(block.id, _NO_RESULTS),
            depends_on=fleet.sound_dependencies(manifest, self._today, self._readable),
            platforms=tuple(each for each in block.platforms if each in self._platforms),
        )

    def _bound(self, inputs: _Inputs) -> Service:
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

    def _catalog(self) -> Catalog:
        """Return the catalog of the commit; what did not change is the very same as before."""
        assert self._configuration is not None  # noqa: S101 - told to the type checker
        assert self._context is not None  # noqa: S101
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
            self._base, services=self._services, decisions=self._decisions, unreadable=self._unreadable
        )


_NAMED = ("checks", "traits", "tiers", "categories", "risks")


def sight_of(context: Context) -> frozenset[str]:
    """Return all names of a context that decide what is dropped of a manifest."""
    names = {f"{part}/{name}" for part in _NAMED for name in getattr(context.standard, part)}
    names |= {f"platforms/{name}" for name in context.platforms}
    return frozenset(names | {f"broken/{name}" for name in context.broken})


def digest_of(sight: frozenset[str]) -> bytes:
    """Return a digest of names."""
    return sha256("\n".join(sorted(sight)).encode("utf-8", "surrogatepass")).digest()


def depends_on(version: Version, names: frozenset[str]) -> bool:
    """Tell whether what is sound of a version may depend on any of those names being known."""
    written = version.written
    if written is None:
        return False
    block = written.service
    target = block.target.tier if block.target is not None else None
    named = [f"checks/{check}" for check in written.checks]
    named += [f"traits/{trait}" for trait in block.traits]
    named += [f"platforms/{platform}" for platform in block.platforms]
    named += [f"tiers/{tier}" for tier in (block.tier, target) if tier is not None]
    for risk in written.risks:
        named += [f"categories/{risk.category}", *(f"risks/{each}" for each in risk.covers)]
        named += [f"broken/risks/{each}" for each in risk.covers]
    is_tiered = block.tier is not None or target is not None
    has_tiers = is_tiered and any(name.startswith("tiers/") for name in names)
    return has_tiers or not names.isdisjoint(named)
