"""Who has which id: the manifests of a commit, and what comes between them."""

from collections.abc import Callable, Iterable

from gonogo.model.catalog import Unreadable
from gonogo.read.beside import Silent
from gonogo.read.context import Context
from gonogo.read.files import Found, Listing
from gonogo.read.manifests import Parsed, stem
from gonogo.read.reading import all_ids
from gonogo.read.versions import Version


class Register:
    """The manifests of the commit that was reached, by the names of their files.

    `judged` has each alone, `fleet` without those that claim the id of another. `today` maps every id,
    former ones too, to the one that is used now; `readable` are the ids of sound manifests.
    """

    def __init__(self) -> None:
        """Start with nobody."""
        self.judged: dict[str, Parsed] = {}
        self.fleet: dict[str, Parsed] = {}
        self.today: dict[str, str] = {}
        self.readable: frozenset[str] = frozenset()
        self.unreadable: tuple[Unreadable, ...] = ()
        self._disputed: set[str] = set()

    def judge(self, names: Iterable[str], listing: Listing, version: Callable[[str], Version]) -> set[str]:
        """Bring files up to date; return the names whose manifest is another.

        `listing` has those of `names` that are there; `version` tells what is in one of them.
        """
        changed = set()
        found = {each.name: each for each in listing.files}
        refused = {each.name: each for each in listing.refused}
        for name in names:
            was = self.judged.pop(name, None)
            if name in found:
                said = version(name)
                parsed = Parsed(found=found[name], manifest=said.sound, id=said.id)
                self.judged[name] = _kept(was, parsed)
            elif name in refused:
                self.judged[name] = _kept(was, Parsed(found=Found(name="", shown=refused[name].shown)))
            if self.judged.get(name) is not was:
                changed.add(name)
        return changed

    def settle(
        self, changed: set[str], reader: Silent, context: Context, *, is_forced: bool
    ) -> tuple[set[str], set[str]]:
        """Settle who has which id; return the files that come out otherwise, and the ids concerned."""
        if not is_forced and not self._disputed and self._is_settled(changed):
            for name in changed:
                self.fleet[name] = self.judged[name]
            return changed, set()
        order = sorted(name for name, each in self.judged.items() if each.found.name)
        settled, self._disputed = reader.settled([self.judged[name] for name in order], context)
        was = self.fleet
        self.fleet = {name: _kept(was.get(name), each) for name, each in zip(order, settled, strict=True)}
        delta = self._name_all(sorted(name for name, each in self.judged.items() if not each.found.name))
        both = was.keys() | self.fleet.keys()
        return {name for name in both if was.get(name) is not self.fleet.get(name)}, delta

    def _is_settled(self, changed: set[str]) -> bool:
        return all(map(self._is_plain, changed)) and len(self.fleet) == len(self.judged)

    def _is_plain(self, name: str) -> bool:
        """Tell whether a changed file has the ids that it had, and is as readable as it was."""
        was, now = self.fleet.get(name), self.judged.get(name)
        return (
            was is not None
            and now is not None
            and was.id == now.id
            and was.manifest is not None
            and now.manifest is not None
            and was.manifest.service.former_ids == now.manifest.service.former_ids
            and was.found == now.found
        )

    def _name_all(self, refused: list[str]) -> set[str]:
        """Say which ids there are; return those that are new, gone, another's, or no longer readable."""
        unread = [*self._disputed, *(stem(self.judged[name].found.shown) for name in refused)]
        today = all_ids(self.fleet.values(), unread)
        readable = {each.id for each in self.fleet.values() if each.manifest is not None and each.id}
        delta = {name for name, _ in set(today.items()) ^ set(self.today.items())} | (
            readable ^ self.readable
        )
        self.today, self.readable = today, frozenset(readable)
        unreadable = tuple(
            Unreadable(path=each.found.name, id=each.id)
            for each in self.fleet.values()
            if each.manifest is None
        ) + tuple(Unreadable(path=name) for name in refused)
        if unreadable != self.unreadable:
            self.unreadable = unreadable
        return delta


def _kept(was: Parsed | None, parsed: Parsed) -> Parsed:
    """Return the former value where it is equal: what is the same must be identical."""
    return was if was is not None and was == parsed else parsed
