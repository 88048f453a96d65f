"""Pages as tests look at them: rendered, and taken apart into elements."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from gonogo import assess
from gonogo.assess.ledger import Ledger
from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.history import Curves, Past, ServiceCurve
from gonogo.model.portfolio import Portfolio, Scope, ServiceStep
from gonogo.model.problem import Problem
from gonogo.publish import pages
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs, Known, Renderer
from publish.formats import samples

VOID = {"area", "br", "hr", "img", "input", "link", "meta", "wbr"}
ENDED_BY = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr", "tbody"},
    "tr": {"tr", "tbody"},
    "thead": {"tbody"},
    "tbody": {"tbody"},
}
"""Elements whose end tag may be left out, and what ends them; the end of what is around them does too."""

STAMPED = (PageKind.SERVICE, PageKind.TEAM, PageKind.CHECK, PageKind.RISK)


class Elements(HTMLParser):
    """The elements of a body, and its text; raises where a tag is left open or closed twice."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(body)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self._open and tag in ENDED_BY.get(self._open[-1], ()):
            self._open.pop()
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1] in ENDED_BY and self._open[-1] != tag:
            self._open.pop()
        assert self._open, tag
        assert self._open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """The text, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def values(self, attribute: str, *, of: str | None = None) -> list[str]:
        """Return all values of an attribute."""
        return [each[attribute] for tag, each in self.elements if attribute in each and of in {None, tag}]


def insights(portfolio: Portfolio) -> Known:
    """Return all that assessing derives from a portfolio."""
    ahead = assess.forecast(portfolio)
    teams = portfolio.catalog.teams
    return Known(
        forecast=ahead,
        steps={card.id: assess.service_steps(portfolio, card) for card in portfolio.scorecards.values()},
        team_steps={team: assess.team_steps(portfolio, team) for team in teams},
        rollups={scope: {each.id: each for each in assess.rollups(portfolio, scope)} for scope in Scope},
        together_ahead=assess.group_forecast(portfolio, ahead).steps,
        teams_ahead={
            team: tuple(
                (step.day, step.score) for step in assess.group_forecast(portfolio, ahead, team).steps
            )
            for team in teams
        },
        rates={rate.check: rate for rate in assess.check_rates(portfolio)},
        ledger={id_: Ledger(portfolio).of(id_) for id_ in portfolio.scorecards},
        due=assess.falling_due(ahead),
        upkeep={each.team: each for each in assess.upkeep(portfolio)},
        contradictions=assess.contradictions(portfolio),
    )


def past(portfolio: Portfolio, **services: tuple[ServiceStep, ...]) -> Past:
    """Return a past in which services, by id with `_` for `-`, took those steps."""
    named = {name.replace("_", "-"): steps for name, steps in services.items()}
    return Past(
        moments=(),
        curves=Curves(
            until=portfolio.day,
            services={id_: ServiceCurve(service=id_, steps=steps) for id_, steps in named.items()},
        ),
    )


def inputs_of(portfolio: Portfolio, problems: tuple[Problem, ...] = (), links: Links | None = None) -> Inputs:
    return Inputs(portfolio, problems, links or Links(site_url=samples.SITE), insights(portfolio))


@cache
def demo() -> Inputs:
    return inputs_of(samples.demo().portfolio)


@cache
def hostile() -> Inputs:
    return inputs_of(samples.hostile().portfolio)


_RENDERED: dict[tuple[int, PageKind], list[tuple[PageRef, Page]]] = {}


def every(inputs: Inputs, *kinds: PageKind) -> Iterator[tuple[PageRef, Page]]:
    """Return all pages of some kinds; those of the demo and of the hostile catalog are rendered once."""
    for kind in kinds:
        if inputs is not demo() and inputs is not hostile():
            yield from rendered(inputs, kind)
            continue
        if (id(inputs), kind) not in _RENDERED:
            _RENDERED[id(inputs), kind] = list(rendered(inputs, kind))
        yield from _RENDERED[id(inputs), kind]


def rendered(inputs: Inputs, kind: PageKind) -> Iterator[tuple[PageRef, Page]]:
    """Render all pages of a kind."""
    for ref in pages.refs(inputs.portfolio, inputs.problems):
        if ref.kind is kind:
            yield ref, Renderer(inputs).page(ref)


def page(inputs: Inputs, kind: PageKind, name: str) -> Page:
    """Render one page."""
    refs = pages.refs(inputs.portfolio, inputs.problems)
    return Renderer(inputs).page(next(ref for ref in refs if (ref.kind, ref.name) == (kind, name)))


def text(inputs: Inputs, kind: PageKind, name: str) -> str:
    """Return the text of one page."""
    return Elements(page(inputs, kind, name).body).text
