"""Kubernetes manifests of a service: replicas, autoscalers, disruption budgets, probes and limits.

All files of a call are looked at together, for a budget may stand beside the workload that it is for.
What is not set counts as what Kubernetes takes: one replica, autoscalers down to one. Only counts are
kept; Secrets and ConfigMaps are not looked at.
"""

from collections.abc import Iterator
from decimal import Decimal

from gonogo.intake.foreign import Part
from gonogo.intake.reports import UnusableError, whole, yaml
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Joined, Metric, Totals
from gonogo.model.noun import Noun

FILES = ("*.yaml", "*.yml", "*.json")
METRICS = {
    "workloads": Metric(words="{} workload(s)", more_is_better=True),
    "replicas": Metric(words="{} replica(s)", joined=Joined.LEAST, more_is_better=True),
    "autoscalers": Metric(words="{} autoscaler(s)", more_is_better=True),
    "fixed_autoscalers": Metric(words="{} autoscaler(s) without room to scale"),
    "budgets": Metric(words="{} disruption budget(s)", more_is_better=True),
    "blocking_budgets": Metric(words="{} budget(s) that allow no disruption"),
    "without_budget": Metric(words="{} workload(s) without a disruption budget"),
    "without_probes": Metric(words="{} workload(s) without liveness and readiness probes"),
    "without_liveness": Metric(words="{} workload(s) without a liveness probe"),
    "without_limits": Metric(words="{} workload(s) without requests and limits"),
}
HEADLINE: tuple[str, ...] = ()
MAIN = Bound(metric="replicas", sign=">=", number=Decimal(2))
EXPECT = ("replicas >= 2",)
OPTIONAL: dict[str, str] = {}
RULES = (
    Rule(
        report="kubernetes",
        check="auto-scaling",
        expect=("autoscalers >= 1", "fixed_autoscalers <= 0"),
        needs=("replicas",),
    ),
    Rule(
        report="kubernetes",
        check="redundancy",
        expect=("replicas >= 2", "without_budget <= 0", "blocking_budgets <= 0"),
        needs=("replicas",),
    ),
    Rule(report="kubernetes", check="health-checks", expect=("without_probes <= 0",), needs=("replicas",)),
    Rule(report="kubernetes", check="resource-limits", expect=("without_limits <= 0",), needs=("replicas",)),
)

SCALABLE = frozenset(("deployment", "statefulset", "replicaset", "rollout", "deploymentconfig"))
"""Workloads that run in several copies and are judged; Pods count for their probes only."""

_DEPTH = 3


class Workload(Noun):
    """A workload as far as it is judged."""

    kind: str
    name: str
    namespace: str
    replicas: int
    labels: dict[str, str]
    has_liveness: bool
    has_readiness: bool
    has_limits: bool


class Selector(Noun):
    """Which pods a budget is for; `is_set` is false where it has none and so is for nobody."""

    labels: dict[str, str] = {}
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    is_set: bool = False

    def fits(self, labels: dict[str, str]) -> bool:
        """Tell whether pods with `labels` are selected."""
        return (
            self.is_set
            and all(labels.get(key) == value for key, value in self.labels.items())
            and all(_holds(labels, *condition) for condition in self.conditions)
        )


class Budget(Noun):
    """A PodDisruptionBudget; `is_blocking` where no pod may ever be taken away."""

    namespace: str
    selector: Selector
    is_blocking: bool


class Autoscaler(Noun):
    """A HorizontalPodAutoscaler or a ScaledObject."""

    namespace: str
    kind: str
    name: str
    least: int
    most: int


class Objects(Noun):
    """What a file holds."""

    workloads: tuple[Workload, ...] = ()
    budgets: tuple[Budget, ...] = ()
    autoscalers: tuple[Autoscaler, ...] = ()


def read(content: bytes, path: str) -> Objects:
    """Return the objects of a file that are judged."""
    objects = [each for document in yaml(content, path) for each in _unfolded(document, _DEPTH)]
    known = [each for each in objects if each.text("kind") and each.text("apiVersion")]
    if not known:
        raise UnusableError("no Kubernetes object in it")
    return Objects(
        workloads=tuple(_workload(each) for each in known if _kind(each) in {*SCALABLE, "pod"}),
        budgets=tuple(_budget(each) for each in known if _kind(each) == "poddisruptionbudget"),
        autoscalers=tuple(
            _autoscaler(each) for each in known if _kind(each) in {"horizontalpodautoscaler", "scaledobject"}
        ),
    )


def total(found: list[Objects]) -> Totals:
    """Return the counts over all files."""
    workloads = [one for each in found for one in each.workloads]
    budgets = [one for each in found for one in each.budgets]
    scalers = [one for each in found for one in each.autoscalers]
    if not workloads and not budgets and not scalers:
        raise UnusableError("no workload, autoscaler or disruption budget in it")
    scalable = [each for each in workloads if each.kind in SCALABLE]
    numbers = {
        "autoscalers": sum(each.most > each.least for each in scalers),
        "fixed_autoscalers": sum(each.most <= each.least for each in scalers),
        "budgets": len(budgets),
        "blocking_budgets": sum(each.is_blocking for each in budgets),
    }
    copies = [*(_copies(each, scalers) for each in scalable), *_without_workload(scalers, scalable)]
    if copies:
        numbers["replicas"] = min(copies)
        numbers["without_budget"] = sum(not _has_budget(each, budgets) for each in scalable) or int(
            not scalable
        )
    if workloads:
        numbers |= {
            "workloads": len(workloads),
            "without_liveness": sum(not each.has_liveness for each in workloads),
            "without_probes": sum(not (each.has_liveness and each.has_readiness) for each in workloads),
            "without_limits": sum(not each.has_limits for each in workloads),
        }
    return Totals(numbers={name: Decimal(value) for name, value in numbers.items()}, tool="kubernetes")


def _copies(workload: Workload, scalers: list[Autoscaler]) -> int:
    """Return how many copies run at least: the autoscaler has the say where there is one."""
    least = [each.least for each in scalers if _is_for(each, workload)]
    return min(least) if least else workload.replicas


def _without_workload(scalers: list[Autoscaler], workloads: list[Workload]) -> Iterator[int]:
    """Yield the least copies of autoscalers whose workload is in none of the files."""
    for each in scalers:
        if not any(_is_for(each, workload) for workload in workloads):
            yield each.least


def _is_for(scaler: Autoscaler, workload: Workload) -> bool:
    return (scaler.namespace, scaler.kind, scaler.name) == (workload.namespace, workload.kind, workload.name)


def _has_budget(workload: Workload, budgets: list[Budget]) -> bool:
    return any(
        each.namespace == workload.namespace and each.selector.fits(workload.labels) for each in budgets
    )


# --- objects --------------------------------------------------------------------------------------


def _unfolded(document: Part, depth: int) -> Iterator[Part]:
    """Yield an object, or those in a list of them."""
    if isinstance(document.value, list):
        items = document.value
    elif _kind(document).endswith("list") and isinstance(document.at("items").value, list):
        items = document.items("items")
    else:
        yield document
        return
    if depth > 0:
        for item in items:
            yield from _unfolded(item, depth - 1)


def _kind(part: Part) -> str:
    return (part.text("kind") or "").casefold()


def _namespace(part: Part) -> str:
    return part.text("metadata", "namespace") or "default"


def _count(part: Part, default: int) -> int:
    if part.value is None:
        return default
    try:
        return whole(part.value, "a number of replicas")
    except UnusableError as error:
        raise UnusableError(str(error), part.place.line) from error


def _workload(part: Part) -> Workload:
    is_pod = _kind(part) == "pod"
    pod = part if is_pod else part.at("spec", "template")
    containers = [each for each in pod.items("spec", "containers") if each.entries()]
    labels = {key: each.text() or "" for key, each in pod.entries("metadata", "labels").items()}
    return Workload(
        kind=_kind(part),
        name=part.text("metadata", "name") or "",
        namespace=_namespace(part),
        replicas=1 if is_pod else _count(part.at("spec", "replicas"), 1),
        labels=labels,
        has_liveness=_have(containers, "livenessProbe"),
        has_readiness=_have(containers, "readinessProbe"),
        has_limits=_have(containers, "resources", "requests") and _have(containers, "resources", "limits"),
    )


def _have(containers: list[Part], *route: str) -> bool:
    """Tell whether all containers, and at least one, have something at `route`."""
    return bool(containers) and all(each.entries(*route) for each in containers)


def _budget(part: Part) -> Budget:
    spec = part.at("spec")
    is_blocking = spec.text("maxUnavailable") in ("0", "0%") or spec.text("minAvailable") == "100%"
    selector = spec.at("selector")
    return Budget(
        namespace=_namespace(part),
        is_blocking=is_blocking,
        selector=Selector(
            labels={key: each.text() or "" for key, each in selector.entries("matchLabels").items()},
            conditions=tuple(
                (each.text("key") or "", each.text("operator") or "", tuple(each.texts("values")))
                for each in selector.items("matchExpressions")
            ),
            is_set=isinstance(selector.value, dict),
        ),
    )


def _holds(labels: dict[str, str], key: str, operator: str, values: tuple[str, ...]) -> bool:
    conditions = {
        "In": labels.get(key) in values,
        "NotIn": labels.get(key) not in values,
        "Exists": key in labels,
        "DoesNotExist": key not in labels,
    }
    return conditions.get(operator, False)


def _autoscaler(part: Part) -> Autoscaler:
    spec = part.at("spec")
    is_keda = _kind(part) == "scaledobject"
    least, most = ("minReplicaCount", "maxReplicaCount") if is_keda else ("minReplicas", "maxReplicas")
    return Autoscaler(
        namespace=_namespace(part),
        kind=(spec.text("scaleTargetRef", "kind") or "Deployment").casefold(),
        name=spec.text("scaleTargetRef", "name") or "",
        # What is not set: https://kubernetes.io/docs/reference/kubernetes-api/ and https://keda.sh/docs/
        least=_count(spec.at(least), 0 if is_keda else 1),
        most=_count(spec.at(most), 100 if is_keda else 0),
    )
