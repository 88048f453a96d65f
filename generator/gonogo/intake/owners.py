"""Owners as other catalogs write them: `group:default/x`, `team/x`, `@org/team`, an address, a person."""

import re
from enum import StrEnum

from gonogo.model.noun import Noun

DEFAULT = "default"
"""Backstage's namespace of everything that names none."""

_OPAQUE = re.compile(r"ari:|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s/:]+@[^@\s/]+\.[^@\s/]+\Z")
_TEAM_WORDS = frozenset(("group", "groups", "team", "teams", "squad"))
_PERSON_WORDS = frozenset(("user", "users", "person", "people"))


class Owning(StrEnum):
    """What sort of owner it is."""

    TEAM = "team"
    PERSON = "person"
    MAIL = "mail"
    OPAQUE = "opaque"


class Owner(Noun):
    """An owner taken apart; `namespace` is empty where it is the default one."""

    kind: Owning
    name: str
    namespace: str = ""

    @property
    def ref(self) -> str:
        """Return the one spelling of this owner, for looking it up."""
        return f"{self.kind}:{self.namespace or DEFAULT}/{self.name}".casefold()


def owner(text: str) -> Owner:
    """Return what `text` names; without any sign it is a team."""
    text = text.strip()
    if _OPAQUE.match(text):
        return Owner(kind=Owning.OPAQUE, name=text)
    if _MAIL.match(text):
        return Owner(kind=Owning.MAIL, name=text.casefold())
    if text.startswith("@"):
        organisation, slash, name = text[1:].partition("/")
        kind = Owning.TEAM if slash else Owning.PERSON
        return Owner(kind=kind, name=(name.rpartition("/")[2] if slash else organisation))
    return _referred(text)


def _referred(text: str) -> Owner:
    """Return an owner of the form `[kind:][namespace/]name`; some write the kind before the slash."""
    word, colon, rest = text.partition(":")
    rest = rest if colon else text
    kind = Owning.PERSON if colon and word.casefold() in _PERSON_WORDS else Owning.TEAM
    if colon and word.casefold() in ("email", "mail", "mailto"):
        return Owner(kind=Owning.MAIL, name=rest.casefold())
    namespace, slash, name = rest.partition("/")
    if not slash:
        return Owner(kind=kind, name=rest)
    if namespace.casefold() in _PERSON_WORDS:
        return Owner(kind=Owning.PERSON, name=name)
    is_default = namespace.casefold() in _TEAM_WORDS or namespace.casefold() == DEFAULT
    return Owner(kind=kind, name=name, namespace="" if is_default else namespace)
