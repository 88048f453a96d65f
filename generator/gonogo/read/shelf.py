"""The versions of manifests that are known: each is parsed once, and remembered for the next run."""

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from gonogo.model.history import Memory
from gonogo.read.checkout import Checkout
from gonogo.read.context import Context
from gonogo.read.versions import Parser, Version, rejudged

_NAMED = ("checks", "traits", "tiers", "categories", "risks")


class Shelf:
    """Versions by blob, as far as a file has them or is about to, seen in one context."""

    def __init__(self, files: Checkout, parser: Parser, memory: Memory | None) -> None:
        """Start with nothing."""
        self._files = files
        self._parser = parser
        self._memory = memory
        self._versions: dict[str, Version] = {}
        self._context: Context | None = None
        self._sight: frozenset[str] = frozenset()
        self._digest = b""

    def __getitem__(self, blob: str) -> Version:
        """Return what a blob says."""
        if blob not in self._versions:
            self.learn([blob])
        return self._versions[blob]

    def prune(self) -> None:
        """Forget versions that no file has any more."""
        current = {side.blob for side in self._files.sides.values()}
        self._versions = {blob: each for blob, each in self._versions.items() if blob in current}

    def see(self, context: Context) -> bool:
        """Look at all versions in another context; tell whether any may be sound in other parts."""
        self._context = context
        sight = sight_of(context)
        if sight == self._sight:
            return False
        others = sight ^ self._sight
        self._sight, self._digest = sight, digest_of(sight)
        for blob, each in self._versions.items():
            if depends_on(each, others):
                self._versions[blob] = rejudged(each, context)
        return True

    def learn(self, blobs: Iterable[str]) -> None:
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
