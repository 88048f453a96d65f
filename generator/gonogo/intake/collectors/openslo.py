"""Service level objectives as code: OpenSLO and Sloth.

Formats: https://github.com/OpenSLO/OpenSLO and https://sloth.dev/specs/default/
"""

from decimal import Decimal

from gonogo.intake.foreign import Part
from gonogo.intake.reports import UnusableError, number, yaml
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Joined, Metric, Totals, added

FILES = ("*.yaml", "*.yml")
METRICS = {
    "slos": Metric(words="{} SLO(s)", more_is_better=True),
    "objectives": Metric(words="{} objective(s)", more_is_better=True),
    "target": Metric(words="lowest target {} %", joined=Joined.LEAST, more_is_better=True),
    "alerting": Metric(words="{} SLO(s) with alerts", more_is_better=True),
}
HEADLINE = ("objectives", "target")
MAIN = Bound(metric="objectives", sign=">=", number=Decimal(1))
EXPECT = ("objectives >= 1",)
OPTIONAL: dict[str, str] = {}
RULES = (Rule(report="openslo", check="slos", expect=EXPECT),)

ALL = Decimal(100)


def read(content: bytes, path: str) -> Totals:
    """Return the objectives of the SLOs in a file; a target that cannot be one is refused."""
    targets: list[Decimal] = []
    alerting = slos = 0
    for document in yaml(content, path):
        for slo in _slos(document):
            slos += 1
            found = _targets(slo)
            if not found:
                raise UnusableError("an SLO without a target", slo.place.line)
            targets += found
            alerting += bool(slo.items("spec", "alertPolicies") or slo.entries("alerting"))
    if not slos:
        raise UnusableError("no SLO in it")
    numbers = {
        "slos": Decimal(slos),
        "objectives": Decimal(len(targets)),
        "target": min(targets),
        "alerting": Decimal(alerting),
    }
    return Totals(numbers=numbers, tool="openslo")


def total(found: list[Totals]) -> Totals:
    """Return the totals of several files."""
    return added(found, METRICS)


def _slos(document: Part) -> list[Part]:
    """Return the SLOs of a document: one of OpenSLO, several of Sloth, in Kubernetes below `spec`."""
    if (document.text("apiVersion") or "").startswith("openslo"):
        return [document] if document.text("kind") == "SLO" else []
    return [each for each in (document.items("slos") or document.items("spec", "slos")) if each.entries()]


def _targets(slo: Part) -> list[Decimal]:
    found = []
    for each in slo.items("spec", "objectives"):
        if each.text("target") is not None:
            found.append(_percent(each.at("target"), 100))
        elif each.text("targetPercent") is not None:
            found.append(_percent(each.at("targetPercent"), 1))
    if slo.text("objective") is not None:
        found.append(_percent(slo.at("objective"), 1))
    return found


def _percent(part: Part, factor: int) -> Decimal:
    try:
        target = number(part.value, "a target") * factor
    except UnusableError as error:
        raise UnusableError(str(error), part.place.line) from error
    if not 0 < target <= ALL:
        raise UnusableError("a target that is not between 0 and 100 %", part.place.line)
    return target
