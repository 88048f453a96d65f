"""The files that a whole catalog hangs on: catalog.yaml, its teams, its tiers."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from gonogo.model.catalog import Group, Person, SourceHost, Team
from gonogo.model.noun import Noun
from gonogo.model.problem import Place, Problem
from gonogo.model.standard import Standard
from gonogo.model.words import Severity
from gonogo.read import records, rules
from gonogo.read.document import Document, Route
from gonogo.read.files import Found, Tree
from gonogo.read.manifests import bound, is_unreadable, joined, load
from gonogo.read.rules import Complaint, Complaints
from gonogo.read.schema import shown
from gonogo.read.yaml12 import TRUSTED_LIMITS

CATALOG_FILE = "catalog.yaml"


class Settings(Noun):
    """catalog.yaml: what the catalog is called and where its parts are, relative to its folder."""

    schema_version: int
    title: str
    standard: str | list[str] | None = None
    teams: str = "teams.yaml"
    manifests: tuple[str, ...] = ("services/**/*.yaml",)
    tiers: str = "tiers.yaml"
    platforms: tuple[str, ...] = ("platforms/*.yaml",)
    decisions: tuple[str, ...] = ("decisions/**/*.yaml",)
    evidence: tuple[str, ...] = ("evidence/**/*.yaml",)
    pages: str = "pages"
    source: SourceHost | None = None
    severities: dict[str, str] = {}


class People(Noun):
    """teams.yaml: teams, people and approver groups, each by id."""

    teams: tuple[Team, ...] = ()
    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()


class Tiers(Noun):
    """tiers.yaml: the tier of a service where a central hand decides."""

    tiers: dict[str, int] = {}


def found(tree: Tree, name: str) -> Found:
    """Return the file that the catalog names `name`."""
    return Found(name=name, shown=tree.shown(name))


def trusted(tree: Tree, name: str) -> tuple[Document, list[Problem]]:
    """Return the document in a file that maintainers write, and its problems."""
    return load(tree, found(tree, name), TRUSTED_LIMITS)


def settings(tree: Tree) -> tuple[Settings | None, Document, list[Problem]]:
    """Return catalog.yaml (None where it cannot be used), its document, and what is wrong with it."""
    document, problems = trusted(tree, CATALOG_FILE)
    if is_unreadable(problems):
        return None, document, problems
    value, wrong = bound(document, "catalog", Settings)
    # `off` is a word of `severities`; nobody has to quote it there.
    problems = [problem for problem in problems if problem.code != "GN110"]
    return value, document, joined(problems, wrong)


def absent(tree: Tree, document: Document) -> list[Problem]:
    """Return the problems of files that catalog.yaml names and that are not there."""
    said = {key: document.data.get(key) for key in ("standard", "teams", "tiers")}
    return [
        document.problem(
            "GN001",
            f"there is no file `{shown(name)}`",
            document.place((key,)),
            help="correct the path, or write the file",
        )
        for key, name in said.items()
        if isinstance(name, str) and (key != "standard" or name.endswith(".yaml")) and not tree.exists(name)
    ]


def people(tree: Tree, name: str) -> tuple[People | None, list[Problem]]:
    """Return teams.yaml, empty where there is none, None where it cannot be used."""
    if not tree.exists(name):
        return People(), []
    document, problems = trusted(tree, name)
    if is_unreadable(problems):
        return None, problems
    value, wrong = bound(document, "teams", People)
    if value is None:
        return None, joined(problems, wrong)
    complaints = list(_people_complaints(value))
    drops = [one.drop for one in complaints if one.drop is not None]
    problems += [_problem(document, one) for one in complaints]
    if drops:
        document.data = rules.without(document.data, drops)
        value, _ = bound(document, "teams", People)
    return value, problems


def _problem(document: Document, complaint: Complaint) -> Problem:
    severity = Severity.NOTICE if complaint.code == "GN313" else Severity.ERROR
    place = document.place(complaint.route)
    return document.problem(complaint.code, complaint.message, place, severity=severity, help=complaint.hint)


def _people_complaints(value: People) -> Complaints:
    """Yield what is wrong between the parts of teams.yaml."""
    for part in ("teams", "people", "groups"):
        yield from _twice(part, [each.id for each in getattr(value, part)])
    people = {person.id for person in value.people}
    parents = {team.id: team.parent for team in value.teams}
    for position, team in enumerate(value.teams):
        route: Route = ("teams", position)
        if team.parent is not None and team.parent not in parents:
            where = (*route, "parent")
            yield rules.unknown("GN308", "team", team.parent, parents, where, where)
        elif team.parent is not None and _is_own_ancestor(team.id, parents):
            parents[team.id] = None  # so that a circle is told once
            message = f"team `{team.id}` is below itself"
            yield Complaint(
                code="GN306",
                route=(*route, "parent"),
                message=message,
                hint="a team tree has no circles",
                drop=(*route, "parent"),
            )
        yield from _members(team.people, people, (*route, "people"))
        yield from rules.operations(team.operations, (*route, "operations"))
    for position, group in enumerate(value.groups):
        yield from _members(group.people, people, ("groups", position, "people"))


def _twice(part: str, ids: list[str]) -> Iterator[Complaint]:
    for position, name in enumerate(ids):
        if name in ids[:position]:
            yield Complaint(
                code="GN321",
                route=(part, position, "id"),
                message=f"`{shown(name)}` is there twice",
                hint="give each an id of its own",
                drop=(part, position),
            )


def _is_own_ancestor(team: str, parents: dict[str, str | None]) -> bool:
    seen = set()
    above = parents.get(team)
    while above is not None and above not in seen:
        if above == team:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _members(members: tuple[str, ...], people: set[str], route: Route) -> Complaints:
    for position, member in enumerate(members):
        if people and member not in people:
            yield rules.unknown("GN313", "person", member, people, (*route, position))


def tiers(tree: Tree, name: str) -> tuple[Tiers, list[Problem]]:
    """Return tiers.yaml, empty where there is none or it cannot be used."""
    if not tree.exists(name):
        return Tiers(), []
    document, problems = trusted(tree, name)
    if is_unreadable(problems):
        return Tiers(), problems
    value, wrong = bound(document, "tiers", Tiers)
    return value or Tiers(), joined(problems, wrong)


def tier_complaints(value: Tiers, services: dict[str, str], standard: Standard) -> Complaints:
    """Yield what tiers.yaml says of services or tiers that do not exist."""
    for name, tier in value.tiers.items():
        route: Route = ("tiers", name)
        for complaint in records.service(name, services, route, route):
            yield replace(complaint, of_key=True)
        if standard.tiers and tier not in standard.tiers:
            yield rules.unknown("GN312", "tier", str(tier), map(str, standard.tiers), route, route)


def group_complaints(said: Any, groups: Iterable[str]) -> Complaints:
    """Yield the groups that a standard's own file asks for approval and teams.yaml does not have."""
    for kind, rule in (said.get("approvals") or {}).items():
        for position, name in enumerate(rule.get("groups") or () if isinstance(rule, dict) else ()):
            if name not in groups:
                yield rules.unknown("GN324", "group", name, groups, ("approvals", kind, "groups", position))


def missing(tree: Tree, name: str, what: str) -> Problem:
    """Return the problem of a file that the catalog needs and that is not there."""
    place = Place(path=tree.shown(name))
    return Problem(
        place=place,
        code="GN001",
        severity=Severity.ERROR,
        message=f"the {what} is not there",
        help="`gonogo init` makes a catalog that validates and builds at once",
    )
