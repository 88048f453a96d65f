"""OpenMetrics: where services and the organisation stand, for monitoring systems that read a file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile

from gonogo import __version__
from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Due, Portfolio, Scorecard, State, Verdict
from gonogo.publish.formats import counts, rounding
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.stamps import midnight

HORIZON = timedelta(days=30)
"""How far ahead things count as soon due."""

VERDICTS, STATES = tuple(Verdict), tuple(State)
"""Looked up once: to go through an enumeration takes ten times as long, and this is done for all services."""

MOST_DIGITS = 6
"""Digits before the point from which a number is written with an exponent, as programs in Go do it."""


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the one file."""
    families = (*_organisation(portfolio, facts), *_services(portfolio, facts), _upkeep(facts))
    yield Artifact(path="metrics.txt", content="".join([*families, "# EOF\n"]).encode())


# Written by hand: a fleet of 10,000 services has 150,000 samples, and a library takes many times as
# long. Tests hold that one writes the same.


def _gauge(name: str, documentation: str, samples: Iterable[str]) -> str:
    """Return a family of samples."""
    head = f"# HELP {name} {documentation}\n# TYPE {name} gauge\n"
    return head + "".join([f"{name}{sample}\n" for sample in samples])


def _number(name: str, documentation: str, value: float) -> str:
    """Return a family of one sample that has no labels."""
    return _gauge(name, documentation, [f" {_value(value)}"])


@lru_cache(maxsize=1024)
def _value(value: float) -> str:
    """Return a number as programs in Go write it."""
    written = repr(float(value))
    point = written.find(".")
    if value <= 0 or point <= MOST_DIGITS:
        return written
    mantissa = f"{written[0]}.{written[1:point]}{written[point + 1 :]}".rstrip("0.")
    return f"{mantissa}e+{point - 1:02d}"


def _label(value: str) -> str:
    """Return a value as a label holds it."""
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _organisation(portfolio: Portfolio, facts: Facts) -> Iterator[str]:
    standard, organisation = portfolio.standard, facts.organisation
    yield _made_by(standard.id, standard.version)
    as_of = midnight(portfolio.day).timestamp()
    yield _number("gonogo_as_of_timestamp_seconds", "The day that this is about.", as_of)
    yield _number("gonogo_unreadable_files", "Manifests that cannot be read.", len(portfolio.unreadable))
    if organisation is None:
        return
    verdicts = [f'{{verdict="{each}"}} {_value(organisation.verdicts.get(each, 0))}' for each in Verdict]
    yield _gauge("gonogo_services", "Services by verdict.", verdicts)
    for name, documentation, value in (
        (
            "services_satisfied",
            "Services at the level that their tier requires.",
            organisation.satisfied.part,
        ),
        ("services_required", "Services of which a level is required.", organisation.satisfied.whole),
        ("waivers_in_force", "Waivers in force.", organisation.waivers_in_force),
        ("reviews_overdue", "Services whose review is overdue.", organisation.reviews_overdue),
    ):
        yield _number(f"gonogo_{name}", documentation, value)


def _made_by(standard: str, version: str) -> str:
    values = {"standard": standard, "standard_version": version, "version": __version__}
    labels = ",".join(f'{name}="{_label(value)}"' for name, value in values.items())
    return (
        "# HELP gonogo_portal What made this file.\n"
        "# TYPE gonogo_portal info\n"
        f"gonogo_portal_info{{{labels}}} 1.0\n"
    )


def _services(portfolio: Portfolio, facts: Facts) -> Iterator[str]:
    cards = portfolio.scorecards.values()
    yield _gauge("gonogo_service_labels", "Always 1; for joining.", map(_labels, cards))
    yield _gauge("gonogo_service_score", "Score, 0 to 100.", _scores(cards))
    yield _gauge("gonogo_service_level", "Rung of the ladder, 0: none.", _levels(portfolio))
    yield _gauge("gonogo_service_verdict", "1 for the verdict that it has.", _verdicts(cards))
    yield _gauge("gonogo_service_checks", "Checks by state.", _checks(cards))
    exposure = "Greatest exposure among its risks, treated."
    yield _gauge("gonogo_service_exposure", exposure, _exposures(cards))
    near = _due(facts.agenda, portfolio.day + HORIZON)
    yield _gauge("gonogo_service_due", "What is overdue, or falls due in 30 days.", near)


def _labels(card: Scorecard) -> str:
    service = card.service
    tier = "" if service.tier is None else service.tier
    return (
        f'{{kind="{service.kind}",lifecycle="{service.lifecycle}",name="{_label(service.name)}",'
        f'owner="{_label(service.owner)}",service="{service.id}",tier="{tier}"}} 1.0'
    )


def _scores(cards: Iterable[Scorecard]) -> Iterator[str]:
    scores = ((card.id, rounding.score_of(card.tally)) for card in cards)
    return (f'{{service="{id_}"}} {_value(score)}' for id_, score in scores if score is not None)


def _levels(portfolio: Portfolio) -> Iterator[str]:
    """Yield the rung that each service has reached, 0 for none."""
    rungs = {level.id: number for number, level in enumerate(portfolio.standard.levels, 1)}
    for card in portfolio.scorecards.values():
        yield f'{{service="{card.id}"}} {_value(rungs.get(card.level or "", 0))}'


def _verdicts(cards: Iterable[Scorecard]) -> Iterator[str]:
    for card in cards:
        for verdict in VERDICTS if card.verdict is not None else ():
            yield f'{{service="{card.id}",verdict="{verdict}"}} {1.0 if verdict is card.verdict else 0.0}'


def _checks(cards: Iterable[Scorecard]) -> Iterator[str]:
    for card in cards:
        states = card.states
        for state in STATES:
            if state in states:
                yield f'{{service="{card.id}",state="{state}"}} {_value(states[state])}'


def _exposures(cards: Iterable[Scorecard]) -> Iterator[str]:
    for card in cards:
        yield f'{{service="{card.id}"}} {_value(counts.exposure(card) or 0)}'


def _due(agenda: Iterable[Due], last: date) -> Iterator[str]:
    near = takewhile(lambda due: due.day <= last, agenda)
    owed = Counter((due.service, "overdue" if due.is_overdue else "soon") for due in near)
    for (service, when), count in sorted(owed.items()):
        yield f'{{service="{service}",when="{when}"}} {_value(count)}'


def _upkeep(facts: Facts) -> str:
    samples = [
        f'{{by="{by}",team="{_label(each.team)}"}} {_value(float(getattr(each, f"by_{by}")))}'
        for each in sorted(facts.upkeep, key=lambda each: each.team)
        for by in ("hand", "manifest", "platform", "robot")
    ]
    return _gauge("gonogo_team_upkeep", "Evidence updates a month that are asked for.", samples)
