"""OpenMetrics: where services and the organisation stand, for monitoring systems that read a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile

import msgspec

from gonogo import __version__
from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Due, Portfolio, Scorecard, State, Verdict
from gonogo.publish.formats import counts, rounding
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.known import of_each
from gonogo.publish.formats.stamps import midnight

HORIZON = timedelta(days=30)
"""How far ahead things count as soon due."""

VERDICTS, STATES = tuple(Verdict), tuple(State)
"""Looked up once: to go through an enumeration takes ten times as long, and this is done for all services."""

FAMILIES = {
    "gonogo_service_labels": "Always 1; for joining.",
    "gonogo_service_score": "Score, 0 to 100.",
    "gonogo_service_level": "Rung of the ladder, 0: none.",
    "gonogo_service_verdict": "1 for the verdict that it has.",
    "gonogo_service_checks": "Checks by state.",
    "gonogo_service_exposure": "Greatest exposure among its risks, treated.",
}
"""What a family of samples says, for those that follow from where a service stands."""

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
    return _head(name, documentation) + _lines(name, samples)


def _head(name: str, documentation: str) -> str:
    return f"# HELP {name} {documentation}\n# TYPE {name} gauge\n"


def _lines(name: str, samples: Iterable[str]) -> str:
    return "".join([f"{name}{sample}\n" for sample in samples])


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


class Samples(msgspec.Struct):
    """The samples of some services, by id: for each of their families one text."""

    of: dict[str, tuple[str, ...]]


def _services(portfolio: Portfolio, facts: Facts) -> Iterator[str]:
    rungs = {level.id: number for number, level in enumerate(portfolio.standard.levels, 1)}
    samples = of_each(portfolio, facts.memos, Samples, lambda card: _samples(card, rungs))
    for place, (name, documentation) in enumerate(FAMILIES.items()):
        yield "".join([_head(name, documentation), *(texts[place] for texts in samples)])
    near = _due(facts.agenda, portfolio.day + HORIZON)
    yield _gauge("gonogo_service_due", "What is overdue, or falls due in 30 days.", near)


def _samples(card: Scorecard, rungs: Mapping[str, int]) -> tuple[str, ...]:
    """Return what is said of a service in each family."""
    families = (
        (_labels(card),),
        _scores(card),
        _levels(card, rungs),
        _verdicts(card),
        _checks(card),
        _exposures(card),
    )
    return tuple(_lines(name, samples) for name, samples in zip(FAMILIES, families, strict=True))


def _labels(card: Scorecard) -> str:
    service = card.service
    tier = "" if service.tier is None else service.tier
    return (
        f'{{kind="{service.kind}",lifecycle="{service.lifecycle}",name="{_label(service.name)}",'
        f'owner="{_label(service.owner)}",service="{service.id}",tier="{tier}"}} 1.0'
    )


def _scores(card: Scorecard) -> Iterator[str]:
    score = rounding.score_of(card.tally)
    if score is not None:
        yield f'{{service="{card.id}"}} {_value(score)}'


def _levels(card: Scorecard, rungs: Mapping[str, int]) -> Iterator[str]:
    """Yield the rung that a service has reached, 0 for none."""
    yield f'{{service="{card.id}"}} {_value(rungs.get(card.level or "", 0))}'


def _verdicts(card: Scorecard) -> Iterator[str]:
    for verdict in VERDICTS if card.verdict is not None else ():
        yield f'{{service="{card.id}",verdict="{verdict}"}} {1.0 if verdict is card.verdict else 0.0}'


def _checks(card: Scorecard) -> Iterator[str]:
    states = card.states
    for state in STATES:
        if state in states:
            yield f'{{service="{card.id}",state="{state}"}} {_value(states[state])}'


def _exposures(card: Scorecard) -> Iterator[str]:
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
