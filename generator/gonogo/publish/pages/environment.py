"""What pages are made with: their inputs, addresses, and our own Jinja environment with its filters."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from html import unescape
from itertools import takewhile
from typing import Any, Protocol

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from gonogo import resources
from gonogo.model.artifact import Heading, Page, PageKind, PageRef
from gonogo.model.catalog import RobotResult, Unreadable
from gonogo.model.history import Moment, Origin, Past, ReviewDay, Revision
from gonogo.model.manifest import Dependency, Evidence
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    CheckRate,
    Contradiction,
    DatedScores,
    Due,
    Finding,
    Forecast,
    GroupStep,
    Judgement,
    Portfolio,
    Proof,
    Risk,
    Rollup,
    Scope,
    Scorecard,
    ServiceForecast,
    ServiceSteps,
    TeamSteps,
    Upkeep,
    WaiverEntry,
)
from gonogo.model.problem import Problem
from gonogo.publish import charts, markdown
from gonogo.publish.bytecode import Bytecode
from gonogo.publish.compiling import Compiler
from gonogo.publish.formats.agenda import agenda
from gonogo.publish.formats.phrases import phrase
from gonogo.publish.formats.rounding import scaled
from gonogo.publish.html import escaped, html, once, written
from gonogo.publish.links import Links
from gonogo.publish.pages import words
from gonogo.publish.pages.fleet import Fleet
from gonogo.publish.pages.retrospect import FAR
from gonogo.publish.running import Lean
from gonogo.publish.squeezing import Squeezing

PATHS = {
    PageKind.HOME: "index",
    PageKind.SERVICES: "services/index",
    PageKind.ON_CALL: "on-call",
    PageKind.TEAMS: "teams/index",
    PageKind.PLATFORMS: "platforms",
    PageKind.MATRIX: "matrix",
    PageKind.CHECKS: "checks/index",
    PageKind.RISKS: "risks/index",
    PageKind.REVIEWS: "reviews",
    PageKind.WAIVERS: "waivers",
    PageKind.CHANGES: "changes",
    PageKind.AI: "ai-readiness",
    PageKind.DEPENDENCIES: "dependencies",
    PageKind.UPKEEP: "upkeep",
    PageKind.DATA: "data",
    PageKind.PROBLEMS: "problems",
    PageKind.GUIDE: "guide/index",
}
"""Where the page lives of which there is one."""

FOLDERS = {
    PageKind.SERVICE: "services",
    PageKind.TEAM: "teams",
    PageKind.CHECK: "checks",
    PageKind.RISK: "risks",
}
"""Where the pages live of which there are as many as things; below it, the thing's id."""

SOON = timedelta(days=30)
"""How far ahead is soon."""

CODES = "guide/codes"
"""Where the pages of the error codes live."""


class Insights(Protocol):
    """What assessing derives from a portfolio besides its scorecards; whoever has it may make it late.

    Mappings are by id of service, check or team; what is not known is absent, and pages say so.
    """

    @property
    def ahead(self) -> Mapping[str, ServiceForecast]:
        """What changes by itself, for each service."""

    @property
    def until(self) -> date | None:
        """The last day of the forecast."""

    @property
    def steps(self) -> Mapping[str, ServiceSteps]:
        """What to do next, by service."""

    @property
    def team_steps(self) -> Mapping[str, TeamSteps]:
        """What to do next, by team."""

    @property
    def rollups(self) -> Mapping[Scope, Mapping[str, Rollup]]:
        """Groups, by what groups them and id."""

    @property
    def together_ahead(self) -> tuple[GroupStep, ...]:
        """Where all services together stand from day to day."""

    @property
    def teams_ahead(self) -> Mapping[str, DatedScores]:
        """The mean score of each team with all below it, from day to day."""

    @property
    def rates(self) -> Mapping[str, CheckRate]:
        """How each check fares."""

    @property
    def ledger(self) -> Mapping[str, tuple[WaiverEntry, ...]]:
        """Waivers and approved not-applicables, by service."""

    def due_of(self, service: str) -> Iterable[Due]:
        """Return what falls due for a service."""

    @property
    def upkeep(self) -> Mapping[str, Upkeep]:
        """What the standard asks of each team."""

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What only a look over all services shows."""

    @property
    def past(self) -> Past | None:
        """What was before the as-of day."""

    @property
    def memos(self) -> Memos:
        """Whoever remembers what owners' services come to."""


class Plate(Noun):
    """A check as its rows on pages of services begin, as HTML; `item` is its link in a list."""

    anchor: str
    link: str
    item: str
    level: str


class Known(Noun):
    """Insights that are there already; by default nothing is known."""

    forecast: Forecast | None = None
    steps: Mapping[str, ServiceSteps] = {}
    team_steps: Mapping[str, TeamSteps] = {}
    rollups: Mapping[Scope, Mapping[str, Rollup]] = {}
    together_ahead: tuple[GroupStep, ...] = ()
    teams_ahead: Mapping[str, DatedScores] = {}
    rates: Mapping[str, CheckRate] = {}
    ledger: Mapping[str, tuple[WaiverEntry, ...]] = {}
    due: tuple[Due, ...] = ()
    upkeep: Mapping[str, Upkeep] = {}
    contradictions: tuple[Contradiction, ...] = ()
    past: Past | None = None
    memos: Memos = FORGETFUL

    def due_of(self, service: str) -> list[Due]:
        """Return what falls due for a service."""
        return [each for each in self.due if each.service == service]

    @property
    def ahead(self) -> Mapping[str, ServiceForecast]:
        """The forecast of each service."""
        return {} if self.forecast is None else self.forecast.services

    @property
    def until(self) -> date | None:
        """The last day of the forecast."""
        return None if self.forecast is None else self.forecast.until


@dataclass(frozen=True)
class Inputs:
    """Everything that pages are made from.

    `overrides` are templates that win over ours, by name; their text, so that pages can be made where there
    is no such folder. `revision` is the commit that all of it is of.
    """

    portfolio: Portfolio
    problems: tuple[Problem, ...] = ()
    links: Links = field(default_factory=Links)
    insights: Insights = field(default_factory=Known)
    overrides: tuple[tuple[str, str], ...] = ()
    revision: Revision | None = None

    @property
    def day(self) -> date:
        """The as-of day."""
        return self.portfolio.day

    @cached_property
    def dependents(self) -> dict[str, tuple[tuple[str, Dependency], ...]]:
        """Who depends on a service: its id and how, in order of id."""
        found: dict[str, list[tuple[str, Dependency]]] = {}
        for service in self.portfolio.catalog.services.values():
            for dependency in service.depends_on:
                if dependency.service is not None:
                    found.setdefault(dependency.service, []).append((service.id, dependency))
        return {id_: tuple(each) for id_, each in found.items()}

    @cached_property
    def leaning(self) -> dict[str, tuple[str, ...]]:
        """Who goes down with a service, for want of a fallback: ids in their order."""
        found = {}
        for id_, each in self.dependents.items():
            found[id_] = tuple(other for other, dependency in each if dependency.is_vital)
        return found

    @cached_property
    def children(self) -> dict[str | None, tuple[str, ...]]:
        """The teams below a team, and below None those without a parent."""
        teams = self.portfolio.catalog.teams
        found: dict[str | None, list[str]] = {}
        for team in teams.values():
            found.setdefault(team.parent if team.parent in teams else None, []).append(team.id)
        return {id_: tuple(each) for id_, each in found.items()}

    @cached_property
    def fleet(self) -> Fleet:
        """The services as pages of single things look them up."""
        return Fleet(self.portfolio)

    @cached_property
    def problems_by_path(self) -> dict[str, tuple[Problem, ...]]:
        """The problems of a file; `path` as the problems spell it."""
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(problem.place.path, []).append(problem)
        return {path: tuple(each) for path, each in found.items()}

    @cached_property
    def unreadable(self) -> dict[str, Unreadable]:
        """The files that could not be read as manifests, by path."""
        return {each.path: each for each in self.portfolio.unreadable}

    @cached_property
    def agenda(self) -> tuple[Due, ...]:
        """What is overdue and what falls due, by day."""
        return agenda(self.portfolio, self.insights.due_of, self.insights.memos)

    @cached_property
    def soon(self) -> dict[str, list[Due]]:
        """What each service has to do soon, or should have done, in order."""
        found: dict[str, list[Due]] = {}
        until = self.day + SOON
        for due in takewhile(lambda due: due.day <= until, self.agenda):
            found.setdefault(due.service, []).append(due)
        return found

    @cached_property
    def agendas(self) -> dict[str, list[Due]]:
        """The same for each service."""
        found: dict[str, list[Due]] = {}
        for due in self.agenda:
            found.setdefault(due.service, []).append(due)
        return found

    @cached_property
    def contradictions(self) -> dict[str, tuple[Contradiction, ...]]:
        """What does not go together with each service."""
        found: dict[str, list[Contradiction]] = {}
        for each in self.insights.contradictions:
            for service in each.services:
                found.setdefault(service, []).append(each)
        return {id_: tuple(each) for id_, each in found.items()}

    @cached_property
    def ways(self) -> dict[str, dict[str, str]]:
        """The addresses of pages as seen from a folder, as far as they have been asked for."""
        return {}

    @cached_property
    def signs(self) -> dict[str, dict[str, Markup]]:
        """The links to checks as seen from a folder, as far as they have been asked for."""
        return {}

    @cached_property
    def named(self) -> dict[tuple[str, str], dict[str, Markup]]:
        """The links to services, by what stands around the ids in their addresses."""
        return {}

    @cached_property
    def labels(self) -> dict[str, str]:
        """What services are called, as HTML."""
        return {id_: written(each.name) for id_, each in self.portfolio.catalog.services.items()}

    @cached_property
    def persons(self) -> dict[str, Markup]:
        """What people are called, as far as it has been asked for."""
        return {}

    @cached_property
    def plates(self) -> dict[str, Plate]:
        """What rows of checks have in common on all pages of services, as far as it has been asked for."""
        return {}

    @cached_property
    def entries(self) -> dict[Risk, str]:
        """What registers of services say of risks that follow from checks: a fleet has the same few."""
        return {}

    @cached_property
    def shades(self) -> dict[str, int]:
        """The shades of the bands of risks, by id."""
        bands = self.portfolio.standard.bands
        return {each.id: charts.shade(each.id, bands) for each in bands}

    def band(self, exposure: int) -> str:
        """Return the id of the band that an exposure is in."""
        band = self._bands.get(exposure)
        if band is None:
            found = charts.band_of(exposure, self.portfolio.standard.bands)
            band = self._bands[exposure] = found.id
        return band

    @cached_property
    def _bands(self) -> dict[int, str]:
        """The bands of exposures, as far as they have been asked for."""
        return {}

    @cached_property
    def medals(self) -> dict[str | None, Markup]:
        """The levels as medals, by id."""
        levels = self.portfolio.standard.levels
        rungs = enumerate(levels)
        return {each.id: _medal(charts.rung(rung, len(levels)), each.name) for rung, each in rungs}

    @cached_property
    def levels(self) -> dict[str | None, str]:
        """What the levels are called, by id."""
        return {each.id: each.name for each in self.portfolio.standard.levels}

    def marks(self, **days: tuple[date, ...]) -> charts.Marks:
        """Return the days that stand out on a curve, those on which the standard changed among them."""
        past = self.insights.past
        marks = () if past is None else past.standards
        shown = tuple(mark.day for mark in marks if self.day - FAR < mark.day < self.day)
        return charts.Marks(standards=shown, **days)

    def review_day(self, service: str, day: date) -> ReviewDay | None:
        """Return how a service stood on the day of a review; None where that is not known."""
        past = self.insights.past
        curve = None if past is None else past.curves.services.get(service)
        return None if curve is None else curve.review(day)

    @cached_property
    def moments(self) -> dict[str, Moment]:
        """The commits of the past by their id."""
        past = self.insights.past
        return {} if past is None else {moment.commit: moment for moment in past.moments}

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """Return the problems of the file at `path`; problems may name it from farther up."""
        return tuple(
            problem
            for found in self._paths.get(path.rpartition("/")[2], ())
            if found == path or found.endswith(f"/{path}")
            for problem in self.problems_by_path[found]
        )

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The paths that problems name, by the name of the file."""
        found: dict[str, list[str]] = {}
        for path in self.problems_by_path:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def team_tree(self, id_: str) -> tuple[str, ...]:
        """Return the team and all below it, itself first."""
        found = [id_]
        known = {id_}
        for team in found:
            below = [each for each in self.children.get(team, ()) if each not in known]
            known.update(below)
            found += below
        return tuple(found)

    def page(
        self,
        ref: PageRef,
        template: str,
        *,
        description: str,
        scripts: tuple[str, ...] = (),
        **data: object,
    ) -> Page:
        """Render `template` with `data`, `inputs` and `here`; its h2 headings are the contents."""
        here = Here(self, ref.path)
        body = _environment(self.overrides).get_template(template).render(here=here, inputs=self, **data)
        return Page(
            ref=ref,
            description=description,
            body=f'<div class="go">\n{body.strip()}\n</div>',
            contents=contents(body),
            scripts=scripts,
        )


_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_BEGINNING, _END = '<h2 id="', "</h2>"
_TAG = re.compile(r"<[^>]*>")


def contents(body: str) -> tuple[Heading, ...]:
    """Return the table of contents of a body: its h2 headings, as plain text."""
    found = []
    start = body.find(_BEGINNING)
    while start >= 0:
        end = body.find(_END, start)
        heading = _heading(body[start : end + len(_END)])
        found += [] if heading is None else [heading]
        start = body.find(_BEGINNING, start + 1 if heading is None else end)
    return tuple(found)


@lru_cache(maxsize=1024)
def _heading(html: str) -> Heading | None:
    """Return the heading that some HTML begins with; pages of a kind have the same few."""
    found = _HEADING.match(html)
    if found is None:
        return None
    id_, inner = found.groups()
    return Heading(id=unescape(id_), title=" ".join(unescape(_TAG.sub("", inner)).split()))


@dataclass(frozen=True)
class Here:
    """Addresses as seen from the page at `path`."""

    inputs: Inputs
    path: str

    def to(self, path: str, fragment: str = "") -> str:
        """Return the address of the page at `path`."""
        if fragment or path.startswith(self.path):
            return self.inputs.links.href(self.path, path, fragment)
        way = self._ways.get(path)
        if way is None:
            way = self._ways[path] = self.inputs.links.href(self.path, path)
        return way

    @cached_property
    def _ways(self) -> dict[str, str]:
        """The addresses of pages that are not below this one, as all pages of its folder see them."""
        return self.inputs.ways.setdefault(self.inputs.links.folder(self.path), {})

    @cached_property
    def signs(self) -> dict[str, Markup]:
        """Links to checks, as all pages of its folder see them; pages of checks see their own otherwise."""
        shared = self.inputs.signs.setdefault(self.inputs.links.folder(self.path), {})
        return {} if self.path.startswith(FOLDERS[PageKind.CHECK]) else shared

    def page(self, kind: str, fragment: str = "") -> str:
        """Return the address of the only page of its kind: `here.page("waivers")`."""
        return self.to(PATHS[PageKind(kind)], fragment)

    def service(self, id_: str, fragment: str = "") -> str:
        """Return the address of a service's page, as HTML: ids and places on pages need no escaping."""
        if id_ in self._itself:
            return html(self.to(f"services/{id_}", fragment))
        before, after = self._services
        return html(f"{before}{id_}{after}#{fragment}" if fragment else f"{before}{id_}{after}")

    @cached_property
    def _itself(self) -> tuple[str, str]:
        """The ids of services whose addresses are unlike those of the others."""
        return self.path.removeprefix("services/"), "index"

    @cached_property
    def _services(self) -> tuple[str, str]:
        """What stands before and after the id in addresses of services: pages have hundreds of them."""
        before, _, after = self.to("services/*").partition("*")
        return before, after

    @cached_property
    def named(self) -> dict[str, Markup]:
        """The links to services under their names, as far as they have been asked for."""
        is_one = self.path.startswith("services/")  # It sees itself at another address than the others do.
        return {} if is_one else self.inputs.named.setdefault(self._services, {})

    def team(self, id_: str, fragment: str = "") -> str:
        """Return the address of a team's page."""
        return self.to(f"teams/{id_}", fragment)

    def check(self, id_: str, fragment: str = "") -> str:
        """Return the address of a check's page."""
        return self.to(f"checks/{id_}", fragment)

    def risk(self, id_: str, fragment: str = "") -> str:
        """Return the address of the page of a risk of the standard."""
        return self.to(f"risks/{id_}", fragment)

    def code(self, code: str) -> str:
        """Return the address of the page of an error code."""
        return self.to(f"{CODES}/{code}")

    def asset(self, path: str) -> str:
        """Return the address of a file below the site's root."""
        up, top = self._root
        return self.inputs.links.asset(self.path, path) if path.startswith(top) else f"{up}{path}"

    @cached_property
    def _root(self) -> tuple[str, str]:
        """How to get to the site's root, and the folder in it that this page is in, which is nearer."""
        folder, slash, _ = self.inputs.links.url(self.path).partition("/")
        return self.inputs.links.asset(self.path, ""), f"{folder}{slash}" if slash else ""


def _anchor(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text)


@cache
def check_anchor(id_: str) -> str:
    """Return the place of a check on a service's page."""
    return f"check-{_anchor(id_)}"


@cache
def risk_anchor(id_: str) -> str:
    """Return the place of a risk on a service's page."""
    return f"risk-{_anchor(id_)}"


def review_anchor(day: date) -> str:
    """Return the place of the review of a day on a service's page."""
    return f"review-{day}"


@cache
def condition_anchor(id_: str) -> str:
    """Return the place of a condition on a service's page."""
    return f"condition-{_anchor(id_)}"


@cache
def platform_anchor(id_: str) -> str:
    """Return the place of a platform on the page of platforms."""
    return f"platform-{_anchor(id_)}"


# ---------------------------------------------------------------------------------------- numbers and days


def score(value: Fraction | None) -> str:
    """Return a score as it is shown: one decimal, halves to even, a dash where there is none."""
    return "–" if value is None else f"{_tenths(value):.1f}"


def points(value: Fraction | None) -> str:
    """Return points with their sign, so that a loss and a gain differ without colour."""
    return "–" if value is None else _signed(*value.as_integer_ratio())


def lost(value: Fraction | None) -> str:
    """Return points that are lost."""
    if value is None:
        return "–"
    part, whole = value.as_integer_ratio()
    return _signed(-part, whole)


@lru_cache(maxsize=4096)
def _signed(part: int, whole: int) -> str:
    tenths = _tenths(Fraction(part, whole))
    return f"{'−' if tenths < 0 else '+' if tenths > 0 else '±'}{abs(tenths):.1f}"


def _tenths(value: Fraction) -> float:
    return scaled(value, 10) / 10


def percent(value: Fraction | None) -> str:
    """Return a share of 0 to 1 in whole percent; never 100 or 0 unless it is exactly that."""
    if value is None:
        return "–"
    whole = round(value * 100)
    if value not in {0, 1}:
        whole = min(max(whole, 1), 99)
    return f"{whole} %"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its word: “1 check”, “2 checks”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_A_WHILE, _MONTH, _YEAR = 60, 30.44, 365.25


@lru_cache(maxsize=4096)
def iso(day: date) -> str:
    """Return a day as it is written; to write it anew takes five times as long."""
    return day.isoformat()


@lru_cache(maxsize=4096)
def relative(day: date, today: date) -> str:
    """Say how far a day is away: “in 12 days”, “3 months ago”."""
    days = (day - today).days
    if abs(days) <= 1:
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[days]
    span = _span(abs(days))
    return f"in {span}" if days > 0 else f"{span} ago"


def _span(days: int) -> str:
    if days <= _A_WHILE:
        return f"{days} days"
    if days < 2 * _YEAR:
        return f"{round(days / _MONTH)} months"
    return f"{round(days / _YEAR)} years"


def time(day: date | None) -> str:
    """Return a day, a dash for none."""
    return "–" if day is None else iso(day)


@pass_context
def when(context: Context, day: date | None) -> Markup | str:
    """Return a day and how far it is away."""
    return "–" if day is None else when_at(_here(context), day)


def when_at(here: Here, day: date) -> Markup:
    """Return the same on a page."""
    return _when(day, here.inputs.portfolio.day)


@lru_cache(maxsize=4096)
def _when(day: date, today: date) -> Markup:
    return html(f"{day} <span class=go-away>{relative(day, today)}</span>")


@pass_context
def away(context: Context, day: date) -> Markup:
    """Return how far a day is away, with the day itself for whoever points at it."""
    return away_at(_here(context), day)


def away_at(here: Here, day: date) -> Markup:
    """Return the same on a page."""
    return _away(day, here.inputs.portfolio.day)


@lru_cache(maxsize=4096)
def _away(day: date, today: date) -> Markup:
    return html(f'<time datetime="{day}" title="{day}">{relative(day, today)}</time>')


@pass_context
def ago(context: Context, day: date) -> str:
    """Return how far a day is away, in words."""
    return relative(day, _here(context).inputs.day)


# ---------------------------------------------------------------------------------------- words and icons


@cache
def _icons() -> frozenset[str]:
    """Return the names of the icons; gonogo.css draws them."""
    folder = resources.templates() / "assets" / "icons"
    return frozenset(path.stem for path in folder.rglob("*.svg"))


@cache
def icon(name: str | None) -> Markup:
    """Return an icon of ours, nothing where there is none of that name."""
    if name not in _icons():
        return Markup()
    return Markup("<i class=go-i-{}></i>").format(name)


@cache
def chip(look: words.Look, label: str | None = None) -> Markup:
    """Return a word as icon, word and colour; the style sheet draws the icon of the tone."""
    return Markup('<span class="go-chip go-{}">{}</span>').format(look.tone, label or look.label)


@cache
def badge(look: words.Look) -> Markup:
    """Return a verdict as it stands beside a name: icon, word, strong colour."""
    return Markup('<span class="go-badge go-{}">{}</span>').format(look.tone, look.label)


def look(value: object) -> words.Look:
    """Return how a state, verdict, decision, risk status, waiver's standing or severity looks."""
    looks = _LOOKS.get(type(value))
    if looks is not None:
        return looks[value]
    if isinstance(value, Finding):
        return words.PLANNED if value.planned and value.state == "unmet" else words.STATE[value.state]
    if isinstance(value, words.Look):
        return value
    if value is None:
        return words.NO_VERDICT
    raise KeyError(value)


def state(value: object) -> Markup:
    """Return the chip of a state, finding (unmet may read “planned”), decision, status or severity."""
    return chip(look(value))


def verdict(value: object) -> Markup:
    """Return the badge of a verdict or of a scorecard."""
    return badge(look(value.verdict if isinstance(value, Scorecard | Judgement) else value))


def label(value: StrEnum) -> str:
    """Return the word of a kind, lifecycle, criticality, effort, treatment …, as it is shown."""
    known = _LABELS.get(type(value), {}).get(value)
    return known if known is not None else look(value).label


def _by_type(tables: Iterable[Mapping[Any, Any]]) -> dict[type, Mapping[Any, Any]]:
    return {type(next(iter(table))): table for table in tables}


_LOOKS: dict[type, Mapping[Any, words.Look]] = _by_type(
    [words.STATE, words.VERDICT, words.DECISION, words.RISK_STATUS, words.WAIVER, words.SEVERITY]
)
_LABELS = _by_type(
    [
        words.KIND,
        words.LIFECYCLE,
        words.CRITICALITY,
        words.EFFORT,
        words.REVIEW,
        words.TREATMENT,
        words.CHANGE,
        words.SOURCE,
        words.ORIGIN,
        words.CONTRADICTION,
    ]
)

# ---------------------------------------------------------------------------------------- links

_SCHEMES = ("https://", "http://", "mailto:")


def link(href: str, text: str) -> Markup:
    """Return a link inside the portal. An f-string, since `Markup.format` is ten times slower."""
    return html(f'<a href="{written(href)}">{written(text)}</a>')


def _here(context: Context) -> Here:
    here: Here = context.parent["here"]
    return here


@pass_context
def service(context: Context, id_: str, fragment: str = "") -> Markup:
    """Return a link to a service under its name; its id alone where there is no such service."""
    return service_at(context.parent["here"], id_, fragment)


def service_at(here: Here, id_: str, fragment: str = "") -> Markup:
    """Return the same on a page."""
    sign = None if fragment else here.named.get(id_)
    if sign is None:
        name = here.inputs.labels.get(id_)
        sign = _code(id_) if name is None else html(f'<a href="{here.service(id_, fragment)}">{name}</a>')
        if not fragment:
            here.named[id_] = sign
    return sign


@pass_context
def services(context: Context, ids: Sequence[str], most: int = 4) -> Markup:
    """Return some services in a line: at most `most` as links, the rest counted."""
    return services_at(context.parent["here"], ids, most)


def services_at(here: Here, ids: Sequence[str], most: int = 4) -> Markup:
    """Return the same on a page."""
    shown = ", ".join([service_at(here, id_) for id_ in ids[:most]])
    more = len(ids) - most
    return html(f"{shown} <span class=go-dim>and {more} more</span>" if more > 0 else shown)


@pass_context
def team(context: Context, id_: str) -> Markup:
    """Return a link to a team under its name."""
    return team_at(context.parent["here"], id_)


def team_at(here: Here, id_: str) -> Markup:
    """Return the same on a page."""
    known = here.inputs.portfolio.catalog.teams.get(id_)
    return _code(id_) if known is None else link(here.team(id_), known.name)


@pass_context
def check(context: Context, id_: str) -> Markup:
    """Return a link to a check under its title."""
    return check_at(context.parent["here"], id_)


def check_at(here: Here, id_: str) -> Markup:
    """Return the same on a page."""
    sign = here.signs.get(id_)
    if sign is None:
        known = here.inputs.portfolio.standard.checks.get(id_)
        sign = here.signs[id_] = _code(id_) if known is None else link(here.check(id_), known.title)
    return sign


@pass_context
def risk(context: Context, id_: str) -> Markup:
    """Return a link to a risk of the standard under its title."""
    return risk_at(context.parent["here"], id_)


def risk_at(here: Here, id_: str) -> Markup:
    """Return the same on a page."""
    known = here.inputs.portfolio.standard.risks.get(id_)
    return _code(id_) if known is None else link(here.risk(id_), known.title)


@pass_context
def platform(context: Context, id_: str) -> Markup:
    """Return a link to a platform under its name."""
    return platform_at(context.parent["here"], id_)


def platform_at(here: Here, id_: str) -> Markup:
    """Return the same on a page."""
    known = here.inputs.portfolio.catalog.platforms.get(id_)
    return _code(id_) if known is None else link(here.page("platforms", platform_anchor(id_)), known.name)


@pass_context
def person(context: Context, id_: str | None) -> Markup:
    """Return who somebody is: a person by name, a team as a link; a dash for nobody."""
    return Markup("–") if id_ is None else person_at(_here(context), id_)


def person_at(here: Here, id_: str) -> Markup:
    """Return the same on a page."""
    known = here.inputs.persons
    name = known.get(id_)
    if name is None:
        catalog = here.inputs.portfolio.catalog
        person = catalog.people.get(id_)
        if person is None and id_ in catalog.teams:
            return team_at(here, id_)
        name = known[id_] = html(escaped(id_ if person is None else person.name))
    return name


def _code(id_: str) -> Markup:
    return Markup("<code>{}</code>").format(id_)


def external(url: str | None, title: str) -> Markup:
    """Return a link to the world outside; plain text for an address that is none."""
    return html(_external(url, title))


def _external(url: str | None, title: str) -> str:
    if url is None or not url.lower().startswith(_SCHEMES):
        return written(title)
    return f'<a href="{once(url)}" rel="nofollow noreferrer">{written(title)}</a>'


@pass_context
def proof(context: Context, it: Proof, *, asked: bool = True, brief: bool = False) -> Markup:
    """Return one piece of evidence in a line: what it is, by whom, of when.

    A dead link keeps its excerpt. What a robot was asked for matters where it is not met.
    """
    return html(proof_at(context.parent["here"], it, asked=asked, brief=brief))


def proof_at(here: Here, it: Proof, *, asked: bool = True, brief: bool = False) -> str:
    """Return the same on a page, as HTML to be put into more of it: Python is slow to do so with `Markup`."""
    collected_on = it.collected_on
    day = f", {iso(collected_on)}" if collected_on else ""
    if it.result is not None:
        return f"{_result(it.result, asked=asked)}{day}"
    if it.evidence is None:
        return day
    return f"{_piece(here, it.evidence, brief=brief)}{day}"


def _result(it: RobotResult, *, asked: bool) -> str:
    expected = f" (asked: {written(it.expected)})" if asked and it.expected else ""
    return f"{icon('robot')} {_external(it.url, it.source)}: {written(it.observed or it.result)}{expected}"


def _piece(here: Here, it: Evidence, *, brief: bool) -> str:
    excerpt = f" <q>{written(it.excerpt)}</q>" if it.excerpt and not brief else ""
    person = f" {person_at(here, it.collected_by)}" if it.collected_by else ""
    return f"{_external(it.url, it.title or it.kind)}{excerpt}{person}"


SHORT = 7
"""Letters of a commit that are shown."""


@pass_context
def commit(context: Context, it: Moment | Origin) -> Markup:
    """Return a commit, or the pull request that brought it, as a link where the host is known."""
    source = _here(context).inputs.portfolio.catalog.source
    url = None if source is None else source.change_url(it.commit, it.request)
    sign = "!" if source is not None and source.host == "gitlab" else "#"
    return external(url, f"{sign}{it.request}" if it.request else it.commit[:SHORT])


def due_phrase(due: Due) -> str:
    """Say what is due, as a sentence begins."""
    said = phrase(due)
    return said[:1].upper() + said[1:]


@pass_context
def level(context: Context, id_: str | None) -> Markup:
    """Return a level as a medal of its rung."""
    return level_at(_here(context), id_)


def level_at(here: Here, id_: str | None) -> Markup:
    """Return the same on a page."""
    return here.inputs.medals.get(id_) or _medal(0, "No level")


@cache
def _medal(shade: int, name: str) -> Markup:
    return Markup("<span class=go-level-{}>{}</span>").format(shade, name)


@pass_context
def tier(context: Context, id_: int | None) -> str:
    """Return a tier with its name."""
    if id_ is None:
        return "No tier"
    known = _here(context).inputs.portfolio.standard.tiers.get(id_)
    return f"Tier {id_}" if known is None else f"Tier {id_} · {known.name}"


def table_head(columns: Iterable[str | tuple[str, str]], caption: str, class_: str, shown: object) -> Markup:
    """Return how a table begins, up to its rows; a column is a title, or a title and a class."""
    heads = [
        written(each) if isinstance(each, str) else (written(each[0]), written(each[1])) for each in columns
    ]
    return _table_head(tuple(heads), written(caption), written(class_), is_shown=bool(shown))


@lru_cache(maxsize=256)
def _table_head(
    heads: tuple[str | tuple[str, str], ...], caption: str, class_: str, *, is_shown: bool
) -> Markup:
    """Return the same of what is escaped already: pages of a kind have the same few tables."""
    classes = f" {class_}" if class_ else ""
    hidden = "" if is_shown else ' class="go-hidden"'
    row = "".join(
        [
            f"<th scope=col>{each}" if isinstance(each, str) else f'<th scope=col class="{each[1]}">{each[0]}'
            for each in heads
        ]
    )
    return html(
        f'<div class=go-scroll role=group aria-label="{caption}" tabindex=0>\n'
        f'<table class="go-table{classes}">\n'
        f"<caption{hidden}>{caption}</caption>\n<thead><tr>{row}"
    )


FILTERS: dict[str, Callable[..., Any]] = {
    "ago": ago,
    "away": away,
    "badge": badge,
    "check": check,
    "check_anchor": check_anchor,
    "chip": chip,
    "commit": commit,
    "condition_anchor": condition_anchor,
    "count": count,
    "due_phrase": due_phrase,
    "external": external,
    "icon": icon,
    "label": label,
    "level": level,
    "lost": lost,
    "look": look,
    "note": markdown.note,
    "note_line": markdown.line,
    "trusted": markdown.trusted,
    "percent": percent,
    "person": person,
    "platform": platform,
    "platform_anchor": platform_anchor,
    "points": points,
    "proof": proof,
    "review_anchor": review_anchor,
    "risk": risk,
    "risk_anchor": risk_anchor,
    "score": score,
    "service": service,
    "services": services,
    "state": state,
    "table_head": table_head,
    "team": team,
    "tier": tier,
    "time": time,
    "verdict": verdict,
    "when": when,
}
"""Filters of the templates, by name."""


@cache
def _environment(overrides: tuple[tuple[str, str], ...]) -> Environment:
    """Return the environment: autoescaping, strict, templates of `overrides` first."""
    own = resources.templates() / "pages"
    environment = Environment(
        loader=ChoiceLoader([DictLoader(dict(overrides)), FileSystemLoader(own)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[Squeezing],
        bytecode_cache=Bytecode(own, _icons()),
    )
    environment.code_generator_class = Compiler
    environment.context_class = Lean
    environment.filters.update(FILTERS)
    environment.globals.update(words=words, charts=charts)
    return environment
