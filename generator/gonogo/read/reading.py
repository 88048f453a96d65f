"""The way from a folder to a catalog."""

import os
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from gonogo.model.catalog import Catalog, Decision, Platform, RobotResult, Scope, Service, Unreadable
from gonogo.model.codes import CODES
from gonogo.model.history import Memory
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem, Related
from gonogo.model.standard import Standard
from gonogo.model.words import DecisionKind, Lifecycle, ReviewKind, Severity
from gonogo.read import bind, fleet, records, settings, standards
from gonogo.read.context import Context, newest_day
from gonogo.read.document import Document
from gonogo.read.files import Disk, Tree, legible
from gonogo.read.manifests import (
    Beside,
    Parsed,
    Workers,
    bound,
    is_unreadable,
    joined,
    load,
    manifests,
    problem_of,
    stem,
    without_cyclic_gc,
)
from gonogo.read.records import EvidenceFile, Record
from gonogo.read.rules import RESERVED, Complaint
from gonogo.read.settings import People, Settings, Tiers
from gonogo.read.standards import Merged

DEFAULT_PACKS = ["production-readiness"]
"""The standard of a catalog that names none."""


class Reading(Noun):
    """A catalog of what is sound (None where its own configuration is not) and all problems, in order.

    `files` are the manifests that were found, as messages name them, and `marks` tell what each of
    them held from anything else, by its name in the catalog; of those that are `whole`, nothing was left
    out. `severities` are those that catalog.yaml sets.
    """

    catalog: Catalog | None
    problems: tuple[Problem, ...]
    files: tuple[str, ...] = ()
    severities: dict[str, str] = {}
    marks: dict[str, bytes] = {}
    whole: frozenset[str] = frozenset()


class Configuration(Noun):
    """What is known before a single manifest is read."""

    settings: Settings
    standard: Standard
    broken: frozenset[str]
    people: People
    tiers: Tiers


def read(
    root: Path | Tree,
    *,
    day: date,
    today: date,
    workers: Workers = None,
    memory: Memory | None = None,
    beside: Beside = None,
) -> Reading:
    """Return the catalog in `root`, and everything that is wrong with it.

    `day` is the as-of day; nothing that lies in the past may be dated after the later of it and
    `today`. The result does not depend on the order of files, the number of workers, or what the
    `memory` knows of files that were read before. Where other processes read, this one begins with
    what somebody needs `beside`.
    """
    tree = Disk(root=os.fspath(root)) if isinstance(root, Path) else root
    configuration, problems = configure(tree)
    if configuration is None:
        return Reading(catalog=None, problems=_sorted(problems))
    reader = Reader(tree, configuration, day, newest_day(day, today), memory)
    with without_cyclic_gc():
        catalog = reader.catalog(workers, beside)
    return Reading(
        catalog=catalog,
        problems=configured(_sorted(problems + reader.problems), configuration.settings.severities),
        files=reader.files,
        severities=configuration.settings.severities,
        marks=reader.marks,
        whole=reader.whole,
    )


def configured(problems: Iterable[Problem], severities: dict[str, str]) -> tuple[Problem, ...]:
    """Return problems with the severities that catalog.yaml sets, without those that it switches off."""
    return tuple(
        replace(each, severity=Severity(severities[each.code])) if each.code in severities else each
        for each in problems
        if severities.get(each.code) != "off"
    )


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.order))


def configure(tree: Tree) -> tuple[Configuration | None, list[Problem]]:
    """Return catalog.yaml, the standard and the teams; None where one of them cannot be used."""
    if not tree.exists(settings.CATALOG_FILE):
        return None, [settings.missing(tree, settings.CATALOG_FILE, "catalog")]
    said, document, problems = settings.settings(tree)
    if said is None:
        return None, problems
    absent = settings.absent(tree, document)
    if absent:
        return None, problems + absent
    standard = _standard(tree, said, document)
    people, of_people = settings.people(tree, said.teams)
    tiers, of_tiers = settings.tiers(tree, said.tiers)
    problems += [*standard.problems, *of_people, *of_tiers]
    if standard.standard is None or people is None:
        return None, problems
    return Configuration(
        settings=said, standard=standard.standard, broken=standard.broken, people=people, tiers=tiers
    ), problems


def _standard(tree: Tree, said: Settings, document: Document) -> Merged:
    """Return the standard in force, from the organisation's file or from packs alone."""
    name = said.standard
    if name is None and tree.exists("standard.yaml"):
        name = "standard.yaml"
    if isinstance(name, str) and name.endswith(".yaml"):
        return _standard_file(tree, name)
    packs = DEFAULT_PACKS if name is None else [name] if isinstance(name, str) else name
    return standards.of_packs(packs, document, ("standard",))


def standard_in(tree: Tree) -> tuple[Standard | None, list[Problem]]:
    """Return the standard of the catalog in `tree`, and what is wrong on the way to it."""
    said, document, problems = settings.settings(tree)
    if said is None:
        return None, problems
    problems += settings.absent(tree, document)
    result = _standard(tree, said, document)
    return result.standard, [*problems, *result.problems]


def standard_file(tree: Tree, name: str) -> tuple[Standard | None, list[Problem]]:
    """Return the standard in an organisation's own file, None where it cannot be used."""
    result = _standard_file(tree, name)
    return result.standard, list(result.problems)


def _standard_file(tree: Tree, name: str) -> Merged:
    if not tree.exists(name):
        return Merged(standard=None, problems=(settings.missing(tree, name, "standard"),))
    document, problems = settings.trusted(tree, name)
    if is_unreadable(problems):
        return Merged(standard=None, problems=tuple(problems))
    _, wrong = bound(document, "standard", _Anything)
    if wrong:
        return Merged(standard=None, problems=tuple(joined(problems, wrong)))
    result = standards.of_document(document)
    return replace(result, problems=(*problems, *result.problems))


class _Anything(Noun):
    """A file whose schema is all that is asked for the time being."""


class Reader:
    """One reading: keeps the problems while the parts are read and bound."""

    def __init__(
        self,
        tree: Tree,
        configuration: Configuration,
        day: date,
        newest: date,
        memory: Memory | None = None,
    ) -> None:
        self.tree = tree
        self.memory = memory
        self.settings = configuration.settings
        self.standard = configuration.standard
        self.broken = configuration.broken
        self.people = configuration.people
        self.given_tiers = configuration.tiers.tiers
        self.tiers = {
            name: tier
            for name, tier in configuration.tiers.tiers.items()
            if not self.standard.tiers or tier in self.standard.tiers
        }
        self.day = day
        self.newest = newest
        self.problems: list[Problem] = []
        self.files: tuple[str, ...] = ()
        self.marks: dict[str, bytes] = {}
        self.whole: frozenset[str] = frozenset()

    def catalog(self, workers: Workers, beside: Beside = None) -> Catalog:
        """Return everything, bound."""
        said = self.settings
        (platforms, broken), (decisions, _), (evidence, _) = (
            self._records(globs, kind, noun)
            for globs, kind, noun in (
                (said.platforms, "platform", Platform),
                (said.decisions, "decision", Decision),
                (said.evidence, "evidence", EvidenceFile),
            )
        )
        context = self._context(platforms, broken, evidence)
        fleet_ = self._manifests(context, workers, beside)
        services = all_ids(fleet_, [*self._disputed, *(stem(each.path) for each in self._refused)])
        self._of_configuration(services, context)
        self._across(fleet_, services, context)
        sound = [each for each in fleet_ if each.manifest is not None]
        self._has_unreadable = bool(self._refused) or len(sound) < len(fleet_)
        bound_platforms = self._platforms(platforms, context)
        results = self._results(evidence, services, context)
        held = self._decisions(decisions, services, context)
        bound_services = self._services(sound, services, bound_platforms, held, results, context)
        self._overdue_reviews(bound_services, sound, context)
        return Catalog(
            title=said.title,
            standard=self.standard,
            services=bound_services,
            teams=_by_id(self.people.teams),
            people=_by_id(self.people.people),
            groups=_by_id(self.people.groups),
            platforms=bound_platforms,
            decisions=tuple(held),
            unreadable=tuple(
                Unreadable(path=each.found.name, id=None if each.id in RESERVED else each.id)
                for each in fleet_
                if each.manifest is None
            )
            + self._refused,
            source=said.source,
        )

    def _records(self, globs: tuple[str, ...], kind: str, noun: type[Any]) -> tuple[list[Record], list[str]]:
        found, problems, broken = records.records(self.tree, globs, kind, noun, self.memory)
        self.problems += problems
        return found, broken

    def _of_configuration(self, services: dict[str, str], context: Context) -> None:
        """Complain of what tiers.yaml and the standard's own file name and nobody has."""
        said = self.settings
        if self.tree.exists(said.tiers):
            tiers = Tiers(tiers=self.given_tiers)
            record = Record(found=settings.found(self.tree, said.tiers), value=tiers)
            self._checked(record, "tiers", settings.tier_complaints(tiers, services, self.standard), context)
        name = said.standard or "standard.yaml"
        if isinstance(name, str) and name.endswith(".yaml") and self.tree.exists(name):
            document, _ = settings.trusted(self.tree, name)
            complaints = settings.group_complaints(document.data, sorted(context.groups))
            problems = (problem_of(document, each, context) for each in complaints)
            self.problems += [each for each in problems if each is not None]

    def _context(
        self, platforms: Sequence[Record], broken: Sequence[str], evidence: Sequence[Record]
    ) -> Context:
        answered = {f"{result.service}/{result.check}" for each in evidence for result in each.value.results}
        return Context(
            standard=self.standard,
            teams=_by_id(self.people.teams),
            people=_by_id(self.people.people),
            groups=_by_id(self.people.groups),
            platforms=(*(each.value.id for each in platforms), *broken),
            broken=self.broken,
            tiers=self.tiers,
            answered=frozenset(answered),
            day=self.day,
            newest=self.newest,
            severities=self.settings.severities,
        )

    def _manifests(self, context: Context, workers: Workers, beside: Beside) -> list[Parsed]:
        listing = self.tree.listing(self.settings.manifests)
        self.problems += listing.problems
        self._refused = tuple(Unreadable(path=legible(each.name)) for each in listing.refused)
        parsed = manifests(self.tree, listing.files, context, workers, self.memory, beside)
        self.problems += [problem for each in parsed for problem in each.problems]
        self.marks = {each.found.name: each.mark for each in parsed}
        self.whole = frozenset(each.found.name for each in parsed if each.is_whole)
        self.files = tuple(each.shown for each in listing.files) + tuple(
            each.shown for each in listing.refused
        )
        return self._without_clashes(parsed, context)

    def _without_clashes(self, parsed: list[Parsed], context: Context) -> list[Parsed]:
        """Return the files with those that claim the same id made unreadable."""
        clashing = set()
        for found in fleet.duplicates(parsed):
            self._complain(found, context)
            clashing.add(found.parsed.found.name)
        parsed = [replace(each, manifest=None) if each.found.name in clashing else each for each in parsed]
        disputed = set()
        for found in fleet.shared_pasts(parsed):
            self._complain(found, context)
            disputed.add(_former_id(found))
        self._disputed = disputed
        return [fleet.without_former(each, disputed) for each in parsed] if disputed else parsed

    def _across(self, fleet_: list[Parsed], services: dict[str, str], context: Context) -> None:
        for found in fleet.confusable(fleet_):
            self._complain(found, context)
        for found in fleet.dependencies(fleet_, services):
            self._complain(found, context)
        for found in fleet.cycles(fleet_, services):
            self._complain(found, context)
        if context.severity("GN304", CODES["GN304"].severity) is not None:
            for found in fleet.misplaced(fleet_):
                self._complain(found, context)

    def _complain(self, found: fleet.Found, context: Context) -> None:
        if context.severity(found.complaint.code, CODES[found.complaint.code].severity) is None:
            return
        document, _ = load(self.tree, found.parsed.found)
        problem = problem_of(document, found.complaint, context)
        if problem is None:
            return
        related = []
        for other, route in found.others[:3]:
            there, _ = load(self.tree, other.found)
            related.append(Related(place=there.place(route), message="the other one"))
        self.problems.append(replace(problem, related=tuple(related)))

    def _checked(self, record: Record, kind: str, complaints: Iterable[Complaint], context: Context) -> Any:
        value, problems = records.checked(self.tree, record, kind, list(complaints), context)
        self.problems += problems
        return value

    def _platforms(self, platforms: Sequence[Record], context: Context) -> dict[str, Platform]:
        by_id: dict[str, Platform] = {}
        for record in platforms:
            complaints = list(records.platform(record.value, context))
            if record.value.id in by_id:
                first = self.tree.shown(by_id[record.value.id].path)
                message = f"platform `{record.value.id}` is also in {first}"
                hint = "give each an id of its own"
                complaints.append(Complaint(code="GN321", route=("id",), message=message, hint=hint, drop=()))
            value = self._checked(record, "platform", complaints, context)
            if value is not None:
                by_id.setdefault(value.id, value)
        return dict(sorted(by_id.items()))

    def _results(
        self, evidence: Sequence[Record], services: dict[str, str], context: Context
    ) -> dict[str, dict[str, tuple[RobotResult, ...]]]:
        """Return robots' results by service and check, by source and day."""
        found: dict[str, dict[str, list[RobotResult]]] = defaultdict(lambda: defaultdict(list))
        for record in evidence:
            complaints = records.evidence(record.value, services, context)
            value = self._checked(record, "evidence", complaints, context)
            for result in value.results if value is not None else ():
                name = services.get(result.service, result.service)
                found[name][result.check].append(replace(result, service=name, path=record.found.name))
        return {
            name: {
                check: tuple(sorted(results, key=lambda each: (each.source, each.collected_on)))
                for check, results in sorted(checks.items())
            }
            for name, checks in found.items()
        }

    def _decisions(
        self, decisions: Sequence[Record], services: dict[str, str], context: Context
    ) -> list[Decision]:
        held = []
        for record in decisions:
            complaints = records.decision(record.value, services, context)
            value = self._checked(record, "decision", complaints, context)
            if value is not None:
                held.append((record, value))
        self._held = held
        return [value for _, value in held]

    def _services(
        self,
        sound: list[Parsed],
        services: dict[str, str],
        platforms: dict[str, Platform],
        decisions: list[Decision],
        results: dict[str, dict[str, tuple[RobotResult, ...]]],
        context: Context,
    ) -> dict[str, Service]:
        parents = {team.id: team.parent for team in self.people.teams}
        scopes = bind.Scopes(decisions, parents, services)
        readable = {each.id for each in sound}
        matched: dict[int, set[int | None]] = defaultdict(set)
        result = {}
        for each in sorted(sound, key=lambda parsed: parsed.id or ""):
            manifest = each.manifest
            if manifest is None:
                continue
            tier = context.tier(manifest.service)
            own = scopes.of(manifest)
            for decision in own:
                matched[id(decision)].add(tier)
            result[manifest.service.id] = bind.service(
                manifest,
                each.found.name,
                tier=tier,
                run=bind.operations(manifest, context.teams, parents),
                decisions=own,
                results=results.get(manifest.service.id, {}),
                depends_on=fleet.sound_dependencies(manifest, services, readable),
                platforms=platforms,
            )
        self._unfit_decisions(matched, services, result, context)
        self._unknown_risks(result, services, context)
        return result

    def _unfit_decisions(
        self,
        matched: dict[int, set[int | None]],
        services: dict[str, str],
        readable: Container[str],
        context: Context,
    ) -> None:
        """Complain of decisions that concern nobody or are void for some of their services."""
        for record, value in self._held:
            tiers = matched.get(id(value), set())
            complaints = list(records.decision_for_tiers(value, tiers, context))
            if not tiers and self._is_in_vain(value.scope, services, readable):
                message = "no service is in the scope of this decision"
                hint = "correct the scope, or remove the file"
                complaints.append(
                    Complaint(code="GN325", route=("scope",), message=message, hint=hint, of_key=True)
                )
            self._checked(record, "decision", complaints, context)

    def _is_in_vain(self, scope: Scope, services: dict[str, str], readable: Container[str]) -> bool:
        """Tell whether a scope that matches no service would match none, either, if all could be read."""
        if any(services.get(name) not in readable for name in scope.services):
            return False
        return bool(scope.teams or scope.tags or scope.platforms) and not self._has_unreadable

    def _unknown_risks(
        self, bound_services: dict[str, Service], services: dict[str, str], context: Context
    ) -> None:
        """Complain of acceptances of risks that none of their services declares."""
        for record, value in self._held:
            if value.kind is not DecisionKind.ACCEPTANCE:
                continue
            names = [services.get(name, name) for name in value.scope.services]
            if not any(name in bound_services for name in names):
                continue  # none of them can be read, or the scope is wrong: that is told already
            declared = {
                risk.id for name in names if name in bound_services for risk in bound_services[name].risks
            }
            complaints = [
                Complaint(
                    code="GN309",
                    route=("risks", position),
                    message=f"no service in the scope declares a risk `{risk}`",
                    hint=f"declared: {', '.join(sorted(declared))}" if declared else "correct the scope",
                )
                for position, risk in enumerate(value.risks)
                if risk not in declared
            ]
            self._checked(record, "decision", complaints, context)

    def _overdue_reviews(self, services: dict[str, Service], sound: list[Parsed], context: Context) -> None:
        by_id = {each.id: each for each in sound}
        for name, service in services.items():
            due = _due(service, self.standard, self.day)
            if due is not None and due < self.day:
                route = ("reviews", len(service.reviews) - 1) if service.reviews else ()
                complaint = Complaint(
                    code="GN402",
                    route=route[:1],
                    message=f"a review was due on {due}",
                    hint="hold it, and write it down",
                    of_key=True,
                )
                self._complain(fleet.Found(parsed=by_id[name], complaint=complaint), context)


def _due(service: Service, standard: Standard, day: date) -> date | None:
    """Return the day on which the next review is due, None where none is."""
    if service.lifecycle in (Lifecycle.RETIRED, Lifecycle.PLANNED):
        return None
    held = [
        review for review in service.reviews if review.date <= day and review.kind is not ReviewKind.INCIDENT
    ]
    if not held:
        return None
    tier = standard.tiers.get(service.tier) if service.tier is not None else None
    every = tier.review_every_days if tier is not None else None
    days = [held[-1].next_review_on, held[-1].date + timedelta(days=every) if every else None]
    return min((each for each in days if each is not None), default=None)


def _former_id(found: fleet.Found) -> str:
    """Return the former id of which a complaint is."""
    manifest = found.parsed.manifest
    return manifest.service.former_ids[int(found.complaint.route[-1])] if manifest is not None else ""


def all_ids(fleet_: Iterable[Parsed], unread: Iterable[str]) -> dict[str, str]:
    """Return every id, former ones too, with the id of today.

    A file whose id cannot be told may hold the service that it is named after: who refers to that makes
    no mistake.
    """
    today = {name: name for name in unread}
    today |= {stem(each.found.name): stem(each.found.name) for each in fleet_ if each.id is None}
    for each in fleet_:
        for name in each.manifest.service.former_ids if each.manifest is not None else ():
            today[name] = each.id or name
    today |= {each.id: each.id for each in fleet_ if each.id is not None}
    return today


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item for item in sorted(items, key=lambda item: str(item.id))}
