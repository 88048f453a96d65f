"""What stands beside the manifests: platforms, decisions, robots' evidence."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from gonogo.model.catalog import Decision, Platform, RobotResult
from gonogo.model.history import Memory
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem
from gonogo.model.words import DecisionKind, Where
from gonogo.read import recall, rules, urls
from gonogo.read.context import Context
from gonogo.read.document import Document, Route
from gonogo.read.files import Found, Tree
from gonogo.read.manifests import bound, document_in, is_unreadable, joined, load, problem_of, stem
from gonogo.read.rules import Complaint, Complaints
from gonogo.read.standards import convert
from gonogo.read.yaml12 import TRUSTED_LIMITS

N = TypeVar("N", bound=Noun)


class EvidenceFile(Noun):
    """What one robot found, as its file says it."""

    source: str
    results: tuple[RobotResult, ...] = ()


class Record(Noun):
    """A sound noun and the file from which it came."""

    found: Found
    value: Any


def records(
    tree: Tree, globs: tuple[str, ...], kind: str, noun: type[N], memory: Memory | None = None
) -> tuple[list[Record], list[Problem], list[str]]:
    """Return what the files that match say, what is wrong with them, and the ids of those of no use.

    Where the id of a file of no use cannot be told, it is taken to be the file's name.
    """
    listing = tree.listing(globs)
    problems = list(listing.problems)
    sound = []
    broken = [stem(problem.place.path) for problem in listing.problems]
    for found in listing.files:
        content = tree.content(found, TRUSTED_LIMITS.size)
        value = _recalled(content, kind, noun, memory)
        if value is None:
            document, wrong = document_in(content, found, TRUSTED_LIMITS)
            value, wrong = _bound(document, wrong, kind, noun)
            problems += wrong
            if value is None:
                said = document.data.get("id") if isinstance(document.data, dict) else None
                broken.append(said if isinstance(said, str) else stem(found.name))
            elif memory is not None and isinstance(content, bytes) and not wrong:
                recall.keep(memory, kind, recall.mark(content), value)
        if value is not None:
            sound.append(Record(found=found, value=_with_path(value, found)))
    return sound, problems, broken


def _recalled(content: bytes | Problem, kind: str, noun: type[N], memory: Memory | None) -> N | None:
    if memory is None or isinstance(content, Problem):
        return None
    return recall.value(memory, kind, recall.mark(content), noun)


def _bound(
    document: Document, wrong: list[Problem], kind: str, noun: type[N]
) -> tuple[N | None, list[Problem]]:
    """Return what a document says, and everything that is wrong with it."""
    if is_unreadable(wrong):
        return None, wrong
    value, more = bound(document, kind, noun, PREPARE.get(kind, _as_it_is))
    return value, joined(wrong, more)


def _as_it_is(data: Any) -> Any:
    return data


def _with_source(data: Any) -> Any:
    """Return robots' evidence with the source in every result."""
    results = [{**result, "source": data["source"]} for result in data.get("results") or ()]
    return {**data, "results": results}


PREPARE: dict[str, Callable[[Any], Any]] = {"evidence": _with_source}


def _with_path(value: N, found: Found) -> N:
    if "path" in value.__struct_fields__:
        return msgspec.structs.replace(value, path=found.name)
    return value


def checked(
    tree: Tree, record: Record, kind: str, complaints: list[Complaint], context: Context
) -> tuple[Any, list[Problem]]:
    """Return a record without what its complaints drop (None where it goes whole), and the problems."""
    if not complaints:
        return record.value, []
    document, _ = load(tree, record.found, TRUSTED_LIMITS)
    problems = [each for one in complaints if (each := problem_of(document, one, context)) is not None]
    drops = [one.drop for one in complaints if one.drop is not None]
    if () in drops:
        return None, problems
    if not drops:
        return record.value, problems
    data = PREPARE.get(kind, _as_it_is)(rules.without(document.data, drops))
    return _with_path(convert(data, type(record.value)), record.found), problems


def platform(value: Platform, context: Context) -> Complaints:
    """Yield what is wrong with a platform."""
    if value.owner is not None and value.owner not in context.teams:
        yield rules.unknown("GN308", "team", value.owner, context.teams, ("owner",))
    for position, link in enumerate(value.links):
        route: Route = ("links", position)
        yield from rules.url(link.url, (*route, "url"), route)
    for name, answer in value.checks.items():
        where: Route = ("checks", name)
        yield from rules.known_check(name, where, context, of_key=True)
        for position, evidence in enumerate(answer.evidence):
            check = context.standard.checks.get(name)
            yield from rules.evidence_of(evidence, (*where, "evidence", position), check, context)


def evidence(value: EvidenceFile, services: dict[str, str], context: Context) -> Complaints:
    """Yield what is wrong with robots' results; `services` maps every id, former ones too, to today's."""
    living = {each.id for each in context.standard.checks.values() if not each.retired}
    for position, result in enumerate(value.results):
        # Nearly all are fine, and to ask each question of each takes five times as long.
        name, url = result.service, result.url
        is_sound = services.get(name) == name and result.check in living
        is_timely = result.collected_on <= context.newest
        if is_sound and is_timely and (url is None or urls.complaint(url) is None):
            continue
        route: Route = ("results", position)
        yield from service(name, services, (*route, "service"), route)
        yield from _checks((result.check,), (*route, "check"), context, is_list=False)
        yield from rules.past(result.collected_on, (*route, "collected_on"), context, "collected", route)
        if url is not None:
            yield from rules.url(url, (*route, "url"))


def service(name: str, services: dict[str, str], route: Route, drop: Route | None) -> Complaints:
    """Yield what is wrong with a reference to a service."""
    today = services.get(name)
    if today is None:
        yield rules.unknown("GN305", "service", name, services, route, drop)
    elif today != name:
        message = f"service `{name}` is called `{today}` now"
        yield Complaint(
            code="GN314", route=route, message=message, hint=f"write `{today}`", replacement=today
        )


def _checks(names: tuple[str, ...], route: Route, context: Context, *, is_list: bool = True) -> Complaints:
    for position, name in enumerate(names):
        yield from rules.known_check(name, (*route, position) if is_list else route, context)


def decision(value: Decision, services: dict[str, str], context: Context) -> Complaints:
    """Yield what is wrong with a decision by itself."""
    for position, name in enumerate(value.scope.services):
        route: Route = ("scope", "services", position)
        yield from service(name, services, route, route)
    for key, code, what, known in (
        ("teams", "GN308", "team", set(context.teams)),
        ("platforms", "GN310", "platform", set(context.platforms)),
    ):
        for position, name in enumerate(getattr(value.scope, key)):
            if name not in known:
                route = ("scope", key, position)
                yield rules.unknown(code, what, name, known, route, route)
    yield from _checks(value.checks, ("checks",), context)
    yield from rules.person(value.approved_by, ("approved_by",), context)
    yield from rules.past(value.approved_on, ("approved_on",), context, "approved", ())
    yield from _ends(value, context)
    yield from rules.reviews(value.reviews, ("reviews",), context)
    if value.url is not None:
        yield from rules.url(value.url, ("url",))


def _ends(value: Decision, context: Context) -> Complaints:
    """Yield what is wrong with the days of a decision, or what time has made of it."""
    begin = value.approved_on
    for key, end in (("expires_on", value.expires_on), ("review_on", value.review_on)):
        if begin is not None and end is not None and end < begin:
            yield rules.ends_before((key,), f"{end} is before it was approved on {begin}", ())
            return
    if value.kind is DecisionKind.WAIVER and value.expires_on is not None and value.expires_on < context.day:
        message = f"the waiver ended on {value.expires_on}"
        yield Complaint(
            code="GN403", route=("expires_on",), message=message, hint="meet the checks, or decide anew"
        )
    if (
        value.kind is DecisionKind.ACCEPTANCE
        and value.review_on is not None
        and value.review_on < context.day
    ):
        message = f"the acceptance was to be looked at again on {value.review_on}"
        yield Complaint(code="GN421", route=("review_on",), message=message, hint="decide anew")


def decision_for_tiers(value: Decision, tiers: set[int | None], context: Context) -> Iterator[Complaint]:
    """Yield what is wrong with a decision for the tiers of the services in its scope."""
    if value.kind is DecisionKind.REVIEW:
        return
    told: set[str] = set()
    for tier in sorted(tiers, key=lambda each: each or 0):
        for one in rules.approved(
            value.kind, value.approved_by, ("approved_by",), tier, Where.DECISIONS, context
        ):
            if one.code not in told:
                told.add(one.code)
                yield one
    longest = min(
        (limit for tier in tiers if (limit := rules.longest_waiver(tier, context)) is not None), default=None
    )
    begin, end = value.approved_on, value.expires_on
    is_waiver = value.kind is DecisionKind.WAIVER and begin is not None and end is not None
    if is_waiver and longest is not None and (end - begin).days > longest:  # type: ignore[operator]
        last = begin + timedelta(days=longest)  # type: ignore[operator]
        message = (
            f"a waiver lasts {longest} days at most for some of these services; there it holds until {last}"
        )
        yield Complaint(
            code="GN404", route=("expires_on",), message=message, hint="shorten it, or split the scope"
        )
