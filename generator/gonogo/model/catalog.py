"""The catalog: everything that was read, bound into one clean immutable value."""

from datetime import date

from msgspec.structs import replace

from gonogo.model.manifest import (
    Answer,
    Confirmation,
    DeclaredRisk,
    Dependency,
    Evidence,
    Link,
    MajorChange,
    Operations,
    Review,
    Target,
    Waiver,
)
from gonogo.model.noun import Noun
from gonogo.model.standard import Standard
from gonogo.model.words import DecisionKind, Kind, Lifecycle, Result, Share, Status, Where


class Person(Noun):
    """Somebody who is named in manifests."""

    id: str
    name: str
    emails: tuple[str, ...] = ()


class Group(Noun):
    """People who may approve."""

    id: str
    people: tuple[str, ...] = ()
    name: str | None = None


class Team(Noun):
    """Who owns services; `parent` makes a tree of teams and domains."""

    id: str
    name: str
    parent: str | None = None
    description: str | None = None
    channel: str | None = None
    people: tuple[str, ...] = ()
    operations: Operations = Operations()


class PlatformAnswer(Noun):
    """What a platform answers for the services on it; a part leaves `remaining` to them."""

    status: Status
    share: Share = Share.FULL
    remaining: str | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    reason: str | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    expires_on: date | None = None


class Platform(Noun):
    """Something that services run on and that answers some checks for them."""

    id: str
    name: str
    owner: str | None = None
    description: str | None = None
    links: tuple[Link, ...] = ()
    checks: dict[str, PlatformAnswer] = {}
    path: str = ""


class Scope(Noun):
    """Which services a decision is for: those that any of the keys matches."""

    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


class Decision(Noun):
    """A file of `decisions/`: one waiver, approval, acceptance or review for one or many services."""

    kind: DecisionKind
    scope: Scope
    checks: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    reason: str | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    expires_on: date | None = None
    review_on: date | None = None
    reviews: tuple[Review, ...] = ()
    title: str | None = None
    note: str | None = None
    url: str | None = None
    path: str = ""


class Exemption(Noun):
    """A check declared not applicable by an approved decision."""

    reason: str
    approved_by: str
    approved_on: date
    expires_on: date | None = None
    where: Where = Where.DECISIONS
    path: str = ""


class Acceptance(Noun):
    """A declared risk accepted by a decision until it is looked at again."""

    risk: str
    reason: str
    approved_by: str
    approved_on: date
    review_on: date
    path: str = ""


class RobotResult(Noun, omit_defaults=True):
    """What a robot found about a check of a service on a day."""

    source: str
    service: str
    check: str
    collected_on: date
    result: Result
    observed: str | None = None
    expected: str | None = None
    url: str | None = None
    path: str = ""


class Service(Noun, omit_defaults=True):
    """Everything that the catalog knows of one service, bound.

    `tier` is that of tiers.yaml where it says one. `operations` are inherited from the team and its
    parents. `reviews` are the manifest's and the decisions' in order of date (on one day decisions
    come first). `waivers` and `exemptions` per check come from manifest and decisions. `results` per
    check are sorted by source and day. `platforms` are those that exist, in the manifest's order;
    `depends_on` holds only services that exist. Nothing is dropped here for want of a check, level
    or category in the standard: assessing ignores what its standard does not know.
    """

    id: str
    name: str
    owner: str
    kind: Kind
    lifecycle: Lifecycle
    path: str
    description: str | None = None
    tier: int | None = None
    target: Target | None = None
    traits: dict[str, bool] = {}
    platforms: tuple[str, ...] = ()
    system: str | None = None
    tags: tuple[str, ...] = ()
    confirmed: Confirmation | None = None
    former_ids: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    operations: Operations = Operations()
    changes: tuple[MajorChange, ...] = ()
    checks: dict[str, Answer] = {}
    risks: tuple[DeclaredRisk, ...] = ()
    reviews: tuple[Review, ...] = ()
    waivers: dict[str, tuple[Waiver, ...]] = {}
    exemptions: dict[str, tuple[Exemption, ...]] = {}
    acceptances: tuple[Acceptance, ...] = ()
    results: dict[str, tuple[RobotResult, ...]] = {}

    @property
    def is_in_groups(self) -> bool:
        """Tell whether groups count it at all; retired and planned services are left out."""
        return self.lifecycle not in _LEFT_OUT


_LEFT_OUT = frozenset({Lifecycle.RETIRED, Lifecycle.PLANNED})


class Unreadable(Noun):
    """A file that could not be read as a manifest; `id` where it could still be told."""

    path: str
    id: str | None = None


REQUESTS = {
    "github": "{url}/pull/{number}",
    "gitlab": "{url}/-/merge_requests/{number}",
    "gitea": "{url}/pulls/{number}",
    "forgejo": "{url}/pulls/{number}",
    "bitbucket": "{url}/pull-requests/{number}",
}
"""Where hosts show a pull or merge request."""

COMMITS = {
    "github": "{url}/commit/{commit}",
    "gitlab": "{url}/-/commit/{commit}",
    "gitea": "{url}/commit/{commit}",
    "forgejo": "{url}/commit/{commit}",
    "bitbucket": "{url}/commits/{commit}",
}
"""Where hosts show a commit."""


class SourceHost(Noun):
    """Where the catalog's repository is hosted, for links."""

    url: str
    host: str = "other"
    branch: str = "main"
    path: str = ""

    def commit_url(self, commit: str) -> str | None:
        """Return where a commit is shown; None where the host is not known."""
        shown = COMMITS.get(self.host)
        return None if shown is None else shown.format(url=self._base, commit=commit)

    def request_url(self, number: int) -> str | None:
        """Return where a pull or merge request is shown; None where the host is not known."""
        shown = REQUESTS.get(self.host)
        return None if shown is None else shown.format(url=self._base, number=number)

    def change_url(self, commit: str, request: int | None) -> str | None:
        """Return where a change is shown: its pull request where the number is known, else its commit."""
        return (None if request is None else self.request_url(request)) or self.commit_url(commit)

    @property
    def _base(self) -> str:
        return self.url.rstrip("/").removesuffix(".git")


class Catalog(Noun):
    """The folder with all of it, loaded. Mappings are in order of id, but for the standard's."""

    title: str
    standard: Standard
    services: dict[str, Service] = {}
    teams: dict[str, Team] = {}
    people: dict[str, Person] = {}
    groups: dict[str, Group] = {}
    platforms: dict[str, Platform] = {}
    decisions: tuple[Decision, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    source: SourceHost | None = None

    def under(self, standard: Standard) -> "Catalog":
        """Return the same catalog measured by another standard."""
        return replace(self, standard=standard)
