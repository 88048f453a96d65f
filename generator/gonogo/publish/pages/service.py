"""The page of a service: the verdict first, then why, what to do, and everything that it rests on."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from hashlib import blake2b
from itertools import groupby

import msgspec
from markupsafe import Markup

from gonogo.model.approval import rule_for, void_review
from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.catalog import Service, Unreadable
from gonogo.model.history import ReviewDay
from gonogo.model.manifest import Dependency, MajorChange, Review
from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    FAILING,
    About,
    AnswerSource,
    Cost,
    Event,
    EventKind,
    MatrixCell,
    Portfolio,
    Reason,
    ReasonCode,
    RiskPosition,
    Scorecard,
    ServiceForecast,
    ServiceStep,
    State,
    Subject,
    Tally,
    Verdict,
    total,
)
from gonogo.model.problem import Problem
from gonogo.model.words import Criticality, DecisionKind, Lifecycle, Severity
from gonogo.publish import charts, hosting
from gonogo.publish.charts import Bar, Neighbour, Rung
from gonogo.publish.formats.phrases import reason_text
from gonogo.publish.formats.rounding import score_of
from gonogo.publish.html import size
from gonogo.publish.pages import words
from gonogo.publish.pages.environment import (
    Here,
    Inputs,
    check_anchor,
    condition_anchor,
    look,
    review_anchor,
    risk_anchor,
    score,
)
from gonogo.publish.pages.on_call import RUNNING
from gonogo.publish.pages.service_checks import CategoryView, CheckRow, Checks
from gonogo.publish.pages.service_past import Past, Since
from gonogo.publish.pages.service_register import Register, RiskRow
from gonogo.publish.pages.service_rows import Rows
from gonogo.publish.problems.frame import frame

_ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9.-]+")

_GLYPHS = {
    ReasonCode.GATE: "gate",
    ReasonCode.RISK: "risk",
    ReasonCode.ACCEPTANCE: "risk",
    ReasonCode.REVIEW_DUE: "calendar",
    ReasonCode.DEPENDENCY: "link",
}
"""Icons of reasons; any other gets `flag`."""

_ANCHORS = {
    Subject.CHECK: check_anchor,
    Subject.RISK: risk_anchor,
    Subject.CONDITION: condition_anchor,
}
_PLACES = {Subject.REVIEW: "#reviews", Subject.LEVEL: "#level", Subject.TIER: "#level"}
"""Where things are shown on the page: each at a place of its own, or all of a kind together."""

_SEVERAL = 3
"""So many gates that nobody has answered are told in one sentence."""

_NOTHING = Fraction(0)

_WORSE = {Verdict.GO: 0, Verdict.CONDITIONAL: 1, Verdict.NO_GO: 2}


def refs(portfolio: Portfolio, problems: tuple[Problem, ...]) -> Iterator[PageRef]:
    """Yield a page for every service, and one for every file that could not be read as one."""
    del problems
    teams = portfolio.catalog.teams
    for service in portfolio.catalog.services.values():
        owner = teams[service.owner].name if service.owner in teams else service.owner
        yield PageRef(
            kind=PageKind.SERVICE,
            name=service.id,
            path=f"services/{service.id}",
            title=service.name,
            source=service.path or None,
            search=" ".join([service.id, owner, words.KIND[service.kind], *service.tags]),
        )
    for name, unreadable in unreadable_names(portfolio).items():
        yield PageRef(
            kind=PageKind.SERVICE,
            name=name,
            path=f"services/{name}",
            title=unreadable.id or unreadable.path.rpartition("/")[2],
            source=unreadable.path,
            search=unreadable.path,
        )


def unreadable_names(portfolio: Portfolio) -> dict[str, Unreadable]:
    """Return the files that could not be read, by the name of their page.

    That is the service's id where it is known and free, else the file's path; a path has a dot and
    an id none, so they never meet.
    """
    names: dict[str, Unreadable] = {}
    numbers: Counter[str] = Counter()
    for each in sorted(portfolio.unreadable, key=lambda each: each.path):
        name = each.id or ""
        if not _ID.fullmatch(name) or name in portfolio.catalog.services or name in names:
            name = stem = _stem(each.path)
            while name in names:
                numbers[stem] += 1
                name = f"{stem}.{numbers[stem] + 1}"
        names[name] = each
    return names


def _stem(path: str) -> str:
    """Return how the page of a file is called, so short that every disk takes it."""
    stem = _NOT_IN_NAMES.sub("-", path.lower().replace("/", ".")).strip(".-") or "file"
    if len(stem) <= LONGEST_NAME:
        return stem
    mark = blake2b(path.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    return f"{stem[: LONGEST_NAME // 2]}.{mark}"


LONGEST_NAME = 120
"""Characters of a path of which a page takes its name; disks take 255 bytes, Windows 260 for a whole path."""


BODY = 44_000
"""Bytes of HTML from which a page goes without details that are one step away; its frame comes on top."""


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render the page of a service, or of a file that could not be read as one."""
    card = inputs.portfolio.scorecards.get(ref.name)
    if card is None:
        return render_unreadable(ref, inputs, inputs.unreadable[ref.source or ""])
    view = View(inputs, card, Here(inputs, ref.path))
    page = partial(
        inputs.page, ref, "service.html", description=description(card), card=card, it=card.service, view=view
    )
    whole = page(brief=False)
    return whole if size(whole.body) <= BODY else page(brief=True)


def render_unreadable(ref: PageRef, inputs: Inputs, unreadable: Unreadable) -> Page:
    """Render what is wrong with a file, and where."""
    problems = [
        (problem, "\n".join(frame(problem, colour=False))) for problem in inputs.problems_of(unreadable.path)
    ]
    errors = [each for each in problems if each[0].severity is Severity.ERROR]
    return inputs.page(
        ref,
        "service_unreadable.html",
        description=f"{unreadable.path} cannot be read: {_count(len(errors), 'error')}.",
        unreadable=unreadable,
        problems=errors or problems,
        edit_url=hosting.edit_url(inputs.portfolio.catalog.source, unreadable.path),
    )


def description(card: Scorecard) -> str:
    """Return the page in one sentence, for search engines and previews."""
    if card.verdict is None:
        return f"{card.service.name} is {card.service.lifecycle}."
    reasons = card.reasons
    said = f": {reason_text(reasons[0])}" if reasons else f": {words.LEAD[card.verdict]}"
    return f"{card.service.name} is {look(card.verdict).label.lower()}{said}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# ------------------------------------------------------------------------------------ parts of the page


class ReasonView(Noun):
    """A reason of a verdict, where it points, and what to do; `alike` are several that are told as one."""

    reason: Reason
    href: str | None
    next: str
    glyph: str
    alike: tuple["ReasonView", ...] = ()

    @property
    def text(self) -> str:
        """The reason in a sentence."""
        return reason_text(self.reason)


class EventDay(Noun):
    """What happens on a day, and the points that it costs together."""

    day: date
    events: tuple[Event, ...]
    costs: tuple[Cost, ...] = ()

    @property
    def points(self) -> Fraction:
        """The points that it costs."""
        return _sum([cost.points or _NOTHING for cost in self.costs])

    @property
    def is_felt(self) -> bool:
        """Tell whether it costs points: what several events cost may come to nothing."""
        return bool(self.points if self.costs[1:] else self.costs)


class ReviewRow(Noun):
    """A review with how the service stood on its day and what has changed since, as far as that is known.

    `void` says why it does not hold.
    """

    review: Review
    anchor: str
    void: str | None = None
    then: ReviewDay | None = None
    since: Since | None = None


class View:
    """What the template shows of a scorecard."""

    def __init__(self, inputs: Inputs, card: Scorecard, here: Here) -> None:
        """Look at `card` as seen from the page `here`."""
        self.inputs = inputs
        self.card = card
        self.here = here
        self.service: Service = card.service
        self.standard = inputs.portfolio.standard
        self.day: date = inputs.day
        self.is_live = card.service.lifecycle is not Lifecycle.RETIRED
        self.is_running = card.service.lifecycle in RUNNING
        self.is_new = card.verdict is Verdict.UNASSESSED
        self.steps = inputs.insights.steps.get(card.id)
        self.past = Past(inputs, card)
        self.checks = Checks(card, self.standard)

    # -- verdict

    @property
    def lead(self) -> str:
        """The verdict in one sentence."""
        verdict, lifecycle = self.card.verdict, self.service.lifecycle
        if verdict is None:
            return ""
        if verdict is Verdict.NO_GO and lifecycle in {Lifecycle.PRODUCTION, Lifecycle.DEPRECATED}:
            return words.NO_GO_IN_PRODUCTION
        return words.LEAD[verdict]

    @cached_property
    def reasons(self) -> list[ReasonView]:
        """The reasons of the verdict."""
        return _joined([self._reason(each) for each in self.card.reasons])

    @cached_property
    def further(self) -> list[ReasonView]:
        """What would remain once the verdict's reasons are gone."""
        return _joined([self._reason(each) for each in self.card.judgement.further])

    @cached_property
    def target_reasons(self) -> list[ReasonView]:
        """The reasons of the target's verdict; where that is today's too, only those that today has not."""
        target = self.card.target
        if target is None:
            return []
        is_same = target.judgement.verdict is self.card.verdict
        today = {(each.code, each.about, each.state) for each in self.card.reasons} if is_same else set()
        return [
            self._reason(each)
            for each in target.judgement.reasons
            if (each.code, each.about, each.state) not in today
        ]

    def _reason(self, reason: Reason) -> ReasonView:
        state = reason.state
        following = words.NEXT_FOR_REASON.get(reason.code) or (
            words.NEXT_FOR_STATE.get(state, "") if state else ""
        )
        glyph = _GLYPHS.get(reason.code, "flag")
        return ReasonView(reason=reason, href=self.place(reason.about), next=following, glyph=glyph)

    def place(self, about: About) -> str | None:
        """Return where a thing is shown: on this page, or on that of another service."""
        anchor = _ANCHORS.get(about.kind)
        if about.kind is Subject.CHECK and about.id not in self.checks.lost:
            return None
        if anchor is not None:
            return f"#{anchor(about.id)}"
        if about.kind is Subject.DEPENDENCY and about.id in self.inputs.portfolio.scorecards:
            return self.here.service(about.id)
        if about.kind is Subject.LEVEL and self.is_live:
            return "#next"
        return _PLACES.get(about.kind)

    # -- level and score

    @property
    def ladder(self) -> Markup:
        """The ladder of levels."""
        levels = self.standard.levels
        reached = next((index for index, level in enumerate(levels) if level.id == self.card.level), -1)
        rungs = []
        checks = self.standard.checks
        failing = Counter([checks[each.check].level for each in self.card.findings if each.state in FAILING])
        for index, level in enumerate(levels):
            in_the_way = failing[level.id]
            text = f"{_count(in_the_way, 'check')} of it in the way" if in_the_way else ""
            rungs.append(
                Rung(
                    name=level.name,
                    is_reached=index <= reached,
                    is_required=level.id == self.card.required_level,
                    text=text,
                )
            )
        return charts.ladder(rungs, "Levels, from the lowest to the highest")

    @property
    def bars(self) -> Markup:
        """One bar a category."""
        rows = [
            Bar(
                label=category.name,
                score=category.score,
                text=f"{category.passing} of {category.enforced}",
                href=f"#checks-{category.id}",
            )
            for category in self.categories
        ]
        return charts.bars(rows, "Score by category, and how many of its checks pass")

    @property
    def missing(self) -> str:
        """The points that are missing from a full score, as they are shown; nothing where none is."""
        tally = self.card.tally
        lacking = Tally(credit=2 * tally.weight - tally.credit, weight=tally.weight)
        return f"{score_of(lacking):.1f}" if lacking.credit else ""

    @property
    def losses(self) -> int:
        """How many checks cost points."""
        return sum([points is not None for points in self.checks.lost.values()])

    # -- checks

    @property
    def categories(self) -> list[CategoryView]:
        """The categories in which anything is asked of the service."""
        return self.checks.categories

    def rows(self, *, brief: bool) -> Rows:
        """Return who writes the rows of checks."""
        return Rows(self.here, self.past, brief=brief)

    # -- risks

    @cached_property
    def risks(self) -> list[RiskRow]:
        """The standing risks, the greatest exposure first."""
        return [row for row in self._risks if row.risk.is_standing]

    @property
    def register(self) -> Register:
        """Who writes the entries of risks."""
        return Register(self.here, self.past)

    def large_risks(self, *, brief: bool) -> list[RiskRow]:
        """Return the standing risks that are told one by one."""
        return [row for row in self.risks if not row.is_small(brief=brief)]

    def small_risks(self, *, brief: bool) -> list[list[RiskRow]]:
        """Return the others, by band."""
        small = [row for row in self.risks if row.is_small(brief=brief)]
        return [list(rows) for _, rows in groupby(small, key=lambda row: row.risk.residual_band)]

    @property
    def closed_risks(self) -> list[RiskRow]:
        """Risks that are history."""
        return [row for row in self._risks if not row.risk.is_standing]

    @cached_property
    def _risks(self) -> list[RiskRow]:
        declared = {each.id: each for each in self.service.risks}
        shades = self.inputs.shades
        rows = [
            RiskRow(risk=each, shade=shades[each.residual_band], declared=declared.get(each.id))
            for each in self.card.risks
        ]
        return sorted(
            rows, key=lambda row: (-row.risk.residual.exposure, -row.risk.inherent.exposure, row.risk.id)
        )

    @property
    def matrix(self) -> Markup:
        """The risk matrix after treatment; the register says from where a treatment has moved a risk."""
        risks = [row.risk for row in self.risks]
        cells: dict[RiskPosition, list[str]] = {}
        for risk in risks:
            cells.setdefault(risk.residual, []).append(risk.id)
        bands = self.standard.bands
        return charts.matrix(
            [
                MatrixCell(
                    position=position,
                    band=self.inputs.band(position.exposure),
                    risks=tuple([(self.card.id, id_) for id_ in ids]),
                )
                for position, ids in cells.items()
            ],
            bands,
            "Risks by likelihood and impact, after treatment",
            href=lambda cell: f"#{risk_anchor(cell.risks[0][1])}",
        )

    # -- forecast

    @cached_property
    def ahead(self) -> tuple[ServiceStep, ...]:
        """Where it will stand if nothing is done; the first step is today's."""
        return self._forecast.steps if self._forecast else ()

    @cached_property
    def _forecast(self) -> ServiceForecast | None:
        return self.inputs.insights.ahead.get(self.card.id)

    def cost(self, event: Event) -> Cost | None:
        """Return what an event does to the score of this service."""
        for cost in event.costs:
            if cost.service == self.card.id:
                return cost if cost.is_felt else None
        return None

    @cached_property
    def days(self) -> list[EventDay]:
        """What happens by itself; evidence that is only late follows later as expired, and stays out."""
        found: dict[date, list[Event]] = {}
        costs: dict[date, list[Cost]] = {}
        for event in self._forecast.events if self._forecast else ():
            cost = self.cost(event)
            if cost is not None:
                costs.setdefault(event.day, []).append(cost)
            elif event.kind is EventKind.EVIDENCE_LATE:
                continue
            found.setdefault(event.day, []).append(event)
        return [
            EventDay(day=day, events=tuple(events), costs=tuple(costs.get(day, ())))
            for day, events in found.items()
        ]

    @property
    def curve(self) -> Markup:
        """The score over time, the past joined to the forecast."""
        losses = tuple(day.day for day in self.days if day.is_felt)
        marks = (
            self.inputs.marks(losses=losses, reviews=self.past.reviews)
            if self.past.steps
            else charts.Marks(losses=losses)
        )
        return charts.service_curve(
            (*self.past.steps, *self.ahead),
            self.standard.levels,
            today=self.day,
            until=self.inputs.insights.until or self.day,
            title="Score, level and verdict"
            if self.past.steps
            else "Score, level and verdict if nothing is done",
            marks=marks,
            gaps=self.past.gaps,
        )

    @property
    def outlook(self) -> str:
        """What the forecast comes to, in a sentence or two."""
        steps = self.ahead
        if not steps:
            return ""
        first, last = steps[0], steps[-1]
        told = []
        if first.verdict in _WORSE:
            worse = next(
                (
                    step
                    for step in steps
                    if _WORSE.get(step.verdict or first.verdict, 0) > _WORSE[first.verdict]
                ),
                None,
            )
            if worse is not None and worse.verdict is not None:
                told.append(f"{look(worse.verdict).label.lower()} from {worse.day}")
        if first.score is not None and last.score is not None and first.score != last.score:
            told.append(f"the score goes from {score(first.score)} to {score(last.score)} by {last.day}")
        if not told:
            return "If nothing is done, nothing gets worse within the time that is looked ahead."
        return f"If nothing is done: {', and '.join(told)}."

    # -- reviews

    @property
    def reviews(self) -> list[ReviewRow]:
        """Reviews held by the as-of day, the newest first."""
        standard, groups = self.standard, self.inputs.portfolio.catalog.groups
        rule = rule_for(DecisionKind.REVIEW, self.service.tier, standard)
        rows: list[ReviewRow] = []
        anchors: set[str] = set()
        for review in sorted(self.service.reviews, key=lambda each: each.date):
            if review.date > self.day:
                continue
            anchor, number = review_anchor(review.date), 1
            while anchor in anchors:
                number += 1
                anchor = f"{review_anchor(review.date)}-{number}"
            anchors.add(anchor)
            void = void_review(rule, review, self.service.path, groups)
            then, since = self.past.held(review), self.past.since(review)
            rows.append(ReviewRow(review=review, anchor=anchor, void=void, then=then, since=since))
        return rows[::-1]

    # -- dependencies

    @property
    def dependents(self) -> tuple[tuple[str, Dependency], ...]:
        """Who depends on it."""
        return self.inputs.dependents.get(self.card.id, ())

    @property
    def neighbourhood(self) -> Markup:
        """The service between its dependents and its dependencies."""
        centre = self._neighbour(self.card.id, None)
        before = [self._neighbour(id_, dependency) for id_, dependency in self.dependents]
        after = [
            self._neighbour(each.service or each.external or "", each) for each in self.service.depends_on
        ]
        title = (
            f"{_count(len(before), 'service')} on the left depend on {self.service.name}, "
            f"which depends on {len(after)} on the right"
        )
        return charts.neighbourhood(centre, before, after, title)

    def _neighbour(self, id_: str, dependency: Dependency | None) -> Neighbour:
        card = self.inputs.portfolio.scorecards.get(id_)
        is_soft = dependency is not None and dependency.criticality is Criticality.SOFT
        if card is None:
            return Neighbour(name=id_, text="outside", tone="not-applicable", is_soft=is_soft)
        shown, level = look(card.verdict), self.inputs.levels.get(card.level)
        return Neighbour(
            name=card.service.name,
            text=f"{shown.label} · {level}" if level else shown.label,
            tone=shown.tone,
            href=self.here.service(id_) if dependency else None,
            is_soft=is_soft,
        )

    @cached_property
    def platforms(self) -> list[tuple[str, int, int]]:
        """The platforms that it runs on, with the number of checks they answer in full and in part."""
        answers = Counter(
            [
                (each.platform, each.answered_by is AnswerSource.PLATFORM)
                for each in self.card.findings
                if each.platform
            ]
        )
        return [(id_, answers[id_, True], answers[id_, False]) for id_ in self.service.platforms]

    # -- manifest

    @cached_property
    def problems(self) -> list[tuple[Problem, str]]:
        """What is wrong with the manifest although it could be read, worst first."""
        order = list(Severity)
        found = sorted(
            self.inputs.problems_of(self.service.path),
            key=lambda each: (order.index(each.severity), each.order),
        )
        return [(each, "\n".join(frame(each, colour=False))) for each in found]

    @property
    def mistakes(self) -> int:
        """How many of them are worse than a notice."""
        return sum([problem.severity is not Severity.NOTICE for problem, _ in self.problems])

    @property
    def changes(self) -> list[MajorChange]:
        """Its big changes, the newest first."""
        return sorted(self.service.changes, key=lambda each: each.on, reverse=True)

    @property
    def contradictions(self) -> list[str]:
        """What in the catalog does not go together with this service."""
        return [each.text for each in self.inputs.contradictions.get(self.card.id, ())]

    @property
    def view_url(self) -> str | None:
        """Where the manifest is shown."""
        return hosting.view_url(self.inputs.portfolio.catalog.source, self.service.path)

    @property
    def edit_url(self) -> str | None:
        """Where the manifest is edited."""
        return hosting.edit_url(self.inputs.portfolio.catalog.source, self.service.path)

    @property
    def badge_url(self) -> str | None:
        """The full address of the badge, for a README elsewhere."""
        site = self.inputs.links.site_url
        return None if site is None else f"{site}badges/{self.card.id}.svg"

    @property
    def page_url(self) -> str | None:
        """The full address of this page."""
        return self.inputs.links.absolute(self.here.path)

    @property
    def gates(self) -> list[CheckRow]:
        """Gate checks that are not answered yet: where a new service begins."""
        closed = [self.checks.row(each) for each in self.card.findings if each.state in FAILING]
        return [row for row in closed if row.finding.gate] or [
            row for row in closed if self.standard.levels and row.check.level == self.standard.levels[0].id
        ]


def _joined(reasons: list[ReasonView]) -> list[ReasonView]:
    """Tell gates that nobody has answered as one reason, where there are several."""
    alike = tuple(
        each
        for each in reasons
        if each.reason.code is ReasonCode.GATE and each.reason.state is State.UNKNOWN and each.href
    )
    if len(alike) < _SEVERAL:
        return reasons
    return [
        msgspec.structs.replace(each, alike=alike) if each is alike[0] else each
        for each in reasons
        if each not in alike[1:]
    ]


def _sum(costs: list[Fraction]) -> Fraction:
    """Return what events of a day cost; most days have one or none that costs anything."""
    return costs[0] if len(costs) == 1 else total(costs) if costs else _NOTHING
