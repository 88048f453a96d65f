"""What a scorecard, and how a service goes on, follow from, as keys: the same key, the same outcome."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from operator import attrgetter
from pathlib import Path

import msgspec

from gonogo import __version__
from gonogo.model.catalog import Catalog, Service
from gonogo.model.late import Late
from gonogo.model.portfolio import Scorecard

_CODE = Path(__file__).resolve().parent.parent


OWN = frozenset({
    *("id", "name", "owner", "kind", "lifecycle", "description", "target", "traits", "system", "tags"),
    *("confirmed", "links", "changes", "checks", "risks"),
})  # fmt: skip
"""What a service has as its manifest says it; the rest comes from others, too."""

_rest = attrgetter(*(name for name in Service.__struct_fields__ if name not in OWN))


class Grounds:
    """The grounds of each of some services, in a catalog on a day.

    `marks` tell what their manifests say from anything else, by path: of those of which nothing was left out.
    """

    def __init__(
        self,
        catalog: Catalog,
        day: date,
        services: Mapping[str, Service],
        marks: Mapping[str, bytes] | None = None,
    ) -> None:
        self._catalog = catalog
        self._day = day
        self._services = services
        self._marks = {} if marks is None else marks
        self._known: dict[str, bytes] = {}

    def prepare(self) -> None:
        """Look at all services, so that processes that are forked need not."""
        _ = self.services

    def of(self, service: str) -> bytes:
        """Return the key of what follows from a service, those that it cannot do without, and the catalog."""
        key = self._known.get(service)
        if key is None:
            below = self._services[service].depends_on
            vital = {each.service for each in below if each.service and each.is_vital}
            needed = sorted(name for name in vital if name in self.services)
            made_of = (self.services[name] for name in (service, *needed))
            key = self._known[service] = digest(self._common, *made_of)
        return key

    def of_details(self, service: str) -> bytes:
        """Return the key of what follows from the same, and few ask for."""
        return sha256(self.of(service)).digest()

    @cached_property
    def services(self) -> dict[str, bytes]:
        """What is known of each service."""
        return {name: self._of_itself(service) for name, service in self._services.items()}

    def _of_itself(self, service: Service) -> bytes:
        mark = self._marks.get(service.path)
        return digest(service) if mark is None else digest(mark, *_rest(service))

    @cached_property
    def _common(self) -> bytes:
        """What all services have in common."""
        return digest(code(), msgspec.structs.replace(self._catalog, services={}), self._day)


@cache
def code() -> bytes:
    """Return what tells this code from any other: its version, and in a checkout each file as it is."""
    return digest(__version__, list(_stamps(_CODE)))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in sorted(folder.rglob("*.py")):
        stat = os.stat(path)  # noqa: PTH116 - hundreds of times
        yield path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns


def found_on(card: Scorecard) -> bytes:
    """Return what tells from anything else what was found on a service, and the risks on it."""
    return digest(card.findings, card.risks)


def _packable(value: object) -> object:
    """Return what a value is packed as that is none of what MessagePack knows."""
    return value.whole if isinstance(value, Late) else str(value)


encode = msgspec.msgpack.Encoder(enc_hook=_packable).encode


def digest(*parts: object) -> bytes:
    """Return what tells some values from any others."""
    return sha256(encode(parts)).digest()
