"""`gonogo diff --only renewals`: what a robot may merge by itself, and what is for a person."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from history.repository import Repository, manifest
from read.command import Answer, gonogo

BEFORE, TODAY, TOMORROW = "2026-11-20", "2026-11-23", "2026-11-25"
NOTHING_ELSE = "Nothing but evidence was renewed.\n"
CART = "services/cart.yaml"
PLATFORM = "platforms/cluster.yaml"
SCAN = f"evidence/trivy/{BEFORE}.yaml"
SCANNED = f"evidence/trivy/{TODAY}.yaml"

PERSON = (
    "  alerts:   # by hand\n    status: met\n    x-ticket: OPS-1\n    evidence:\n"
    "      - kind: document\n        title: Rules\n        url: https://wiki.example.com/1\n"
    f"        collected_on: {BEFORE}\n        collected_by: ana\n        excerpt: 9 rules\n"
    "        expires_on: 2026-12-30\n"
)
CLUSTER = (
    "schema_version: 1\nid: cluster\nname: Cluster\nowner: team-b\nchecks:\n  logs:\n    status: met\n"
    f"    evidence:\n      - {{kind: document, url: 'https://wiki.example.com/2', collected_on: {BEFORE}}}\n"
)


def scan(
    day: str,
    *,
    result: str = "pass",
    service: str = "cart",
    check: str = "scan",
    source: str = "trivy",
    expected: str = "0 critical",
    url: str = "https://ci.example.com/1",
) -> str:
    return (
        f"schema_version: 1\nsource: {source}\nresults:\n  - service: {service}\n    check: {check}\n"
        f"    collected_on: {day}\n    result: {result}\n    observed: on {day}\n"
        f"    expected: {expected}\n    url: {url}\n"
    )


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("renewals") / "repository"
    made = Repository(root)
    made.write(CART, f"# Ours.\n{manifest('cart', PERSON)}")
    made.write("services/till.yaml", manifest("till", owner="team-b"))
    made.write(PLATFORM, CLUSTER)
    made.write(SCAN, scan(BEFORE))
    made.write("collect.yaml", "schema_version: 1\n")
    made.write("../.github/workflows/readiness.yml", "name: readiness\n")
    made.commit(BEFORE)
    return root


class Bench:
    """A clone to change."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> "Bench":
        path = self.root / "catalog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return self

    def edit(self, name: str, old: str, new: str) -> "Bench":
        text = (self.root / "catalog" / name).read_text("utf-8")
        assert old in text
        return self.write(name, text.replace(old, new))

    def remove(self, name: str) -> "Bench":
        (self.root / "catalog" / name).unlink()
        return self

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True)

    def asked(self, *head: str) -> Answer:
        return gonogo(
            *("diff", "HEAD", *head, "--only", "renewals", "--catalog", "catalog", "--as-of", TODAY),
            folder=self.root,
        )


@pytest.fixture
def bench(origin: Path, tmp_path: Path) -> Bench:
    shutil.copytree(origin, tmp_path / "clone", symlinks=True)
    return Bench(tmp_path / "clone")


Change = Callable[[Bench], object]

RENEWALS: dict[str, Change] = {
    "nothing": lambda _: None,
    "touched": lambda it: (it.root / "catalog" / CART).touch(),
    "a later day": lambda it: it.edit(CART, f"collected_on: {BEFORE}", f"collected_on: {TODAY}"),
    "a later day with link, excerpt and end": lambda it: [
        it.edit(CART, f"collected_on: {BEFORE}", f"collected_on: {TODAY}"),
        it.edit(CART, "wiki.example.com/1", "wiki.example.com/7"),
        it.edit(CART, "9 rules", "12 rules"),
        it.edit(CART, "2026-12-30", "2027-01-30"),
    ],
    "of a platform": lambda it: it.edit(PLATFORM, BEFORE, TODAY),
    "of a robot": lambda it: it.write(SCANNED, scan(TODAY, url="https://ci.example.com/2")),
    "of a robot in place of the old file": lambda it: [it.remove(SCAN), it.write(SCANNED, scan(TODAY))],
    "a file in another order": lambda it: it.edit(
        CART, "  tier: 2\n  lifecycle: production\n", "  lifecycle: production\n  tier: 2\n"
    ),
}


@pytest.mark.parametrize("name", RENEWALS)
def test_renewed_evidence_alone_may_merge_itself(name: str, bench: Bench) -> None:
    RENEWALS[name](bench)
    told = bench.asked()
    assert (told.code, told.out) == (0, NOTHING_ELSE), told.err


OTHERS: dict[str, tuple[Change, str]] = {
    # People's evidence.
    "no later day": (lambda it: it.edit(CART, "9 rules", "99 rules"), "without a later day"),
    "an earlier day": (lambda it: it.edit(CART, f"_on: {BEFORE}", "_on: 2026-11-01"), "without a later day"),
    "a day ahead": (lambda it: it.edit(CART, f"_on: {BEFORE}", f"_on: {TOMORROW}"), "GN401"),
    "another host": (
        lambda it: [
            it.edit(CART, f"_on: {BEFORE}", f"_on: {TODAY}"),
            it.edit(CART, "wiki.example.com", "wiki.example.org"),
        ],
        "evidence of alerts: its link leads to https://wiki.example.org, led to https://wiki.example.com",
    ),
    "another port": (lambda it: it.edit(PLATFORM, "example.com/", "example.com:8443/"), ":8443"),
    "another scheme": (lambda it: it.edit(PLATFORM, "https:", "http:"), "leads to http://wiki"),
    "another person": (lambda it: it.edit(CART, "by: ana", "by: ben"), "collected_by changed"),
    "another kind": (lambda it: it.edit(CART, "kind: document", "kind: drill"), "kind changed"),
    "no end": (lambda it: it.edit(CART, "        expires_on: 2026-12-30\n", ""), "its end changed"),
    "one more piece": (
        lambda it: it.edit(
            CART, "    evidence:\n", "    evidence:\n      - {kind: report, url: 'https://example.com'}\n"
        ),
        "2 in place of 1",
    ),
    "evidence deleted": (
        lambda it: it.write(CART, f"# Ours.\n{manifest('cart', PERSON.partition('    evidence:')[0])}"),
        "0 in place of 1",
    ),
    # Manifests and platforms.
    "a status": (lambda it: it.edit(CART, "status: met", "status: partial"), "more than evidence"),
    "a new answer": (
        lambda it: it.edit(CART, "checks:\n", "checks:\n  logs:\n    status: met\n"),
        "more than",
    ),
    "an owner": (lambda it: it.edit(CART, "owner: team-a", "owner: team-b"), "owner changed"),
    "a key of its own": (lambda it: it.edit(CART, "OPS-1", "OPS-2"), f"{CART} changed in more than evidence"),
    "a comment": (lambda it: it.edit(CART, "# Ours.", "# yaml-language-server: $schema=x"), "more than evid"),
    "a waiver": (
        lambda it: it.edit(
            CART,
            "    status: met\n",
            "    status: met\n    waiver: {reason: R, approved_by: carla, approved_on: 2026-11-20,"
            " expires_on: 2026-12-20}\n",
        ),
        "waiver",
    ),
    "a platform's status": (lambda it: it.edit(PLATFORM, "met", "partial"), "platform cluster: checks"),
    "a new platform": (
        lambda it: it.write("platforms/b.yaml", CLUSTER.replace("id: cluster", "id: b")),
        "platform b: added",
    ),
    "a new service": (lambda it: it.write("services/a.yaml", manifest("a")), "service a: added"),
    "a service less": (lambda it: it.remove("services/till.yaml"), "service till: removed"),
    "a manifest broken": (lambda it: it.edit(CART, "kind: service", "kind: servce"), "GN203"),
    # Robots' evidence.
    "a robot's fail": (
        lambda it: it.write(SCANNED, scan(TODAY, result="fail")),
        "service cart: scan by trivy: fail, was pass",
    ),
    "a fail on the same day": (
        lambda it: it.write(f"evidence/trivy/{BEFORE}-2.yaml", scan(BEFORE, result="fail")),
        "fail, was pass",
    ),
    "a lower bar": (
        lambda it: it.write(SCANNED, scan(TODAY, expected="at most 9 critical")),
        "what is expected changed",
    ),
    "a robot's other host": (
        lambda it: it.write(SCANNED, scan(TODAY, url="https://ci.example.org/1")),
        "leads to https://ci.example.org",
    ),
    "a robot's day ahead": (lambda it: it.write(SCANNED, scan(TOMORROW)), "GN401"),
    "a result rewritten": (
        lambda it: it.edit(SCAN, f"observed: on {BEFORE}", "observed: all is well"),
        "without a later day",
    ),
    "another check": (
        lambda it: it.write(SCANNED, scan(TODAY, check="alerts")),
        "alerts by trivy is looked at for the first time: pass",
    ),
    "another service": (
        lambda it: it.write(SCANNED, scan(TODAY, service="till")),
        "service till: scan by trivy is looked at for the first time",
    ),
    "a new source": (
        lambda it: it.write(f"evidence/mine/{TODAY}.yaml", scan(TODAY, source="mine")),
        "scan by mine is looked at for the first time",
    ),
    "a result deleted": (lambda it: it.remove(SCAN), "scan by trivy is gone: it was a pass"),
    "evidence broken": (lambda it: it.write(SCANNED, "schema_version: 1\nsource: ["), "GN1"),
    "evidence through a link": (
        lambda it: (it.root / "catalog" / SCANNED).symlink_to(Path(SCAN).name),
        f"{SCANNED} changed",
    ),
    "evidence as a program": (lambda it: (it.root / "catalog" / SCAN).chmod(0o755), f"{SCAN} changed"),
    # Everything else of the repository.
    "settings": (lambda it: it.edit("catalog.yaml", "title: Past", "title: Past "), "catalog.yaml changed"),
    "severities": (
        lambda it: it.edit("catalog.yaml", "title:", "severities: {GN403: 'off'}\ntitle:"),
        "catalog.yaml changed",
    ),
    "the standard": (lambda it: it.edit("standard.yaml", "max_days: 90", "max_days: 9"), "standard.yaml"),
    "teams": (lambda it: it.edit("teams.yaml", "people: [ben]", "people: [ana]"), "teams.yaml changed"),
    "rules of collect": (
        lambda it: it.edit("collect.yaml", "1\n", "1\nthresholds: {trivy: [high <= 99]}\n"),
        "catalog/collect.yaml changed",
    ),
    "a decision": (
        lambda it: it.write("decisions/a.yaml", "schema_version: 1\n"),
        "decisions/a.yaml changed",
    ),
    "a page": (lambda it: it.write("pages/index.md", "# Hello\n"), "catalog/pages/index.md changed"),
    "tiers": (lambda it: it.write("tiers.yaml", "schema_version: 1\ntiers: {}\n"), "tiers.yaml changed"),
    "a workflow": (
        lambda it: it.edit("../.github/workflows/readiness.yml", "readiness", "other"),
        ".github/workflows/readiness.yml changed",
    ),
    "a file of the repository": (lambda it: it.write("../setup.sh", "true\n"), "setup.sh changed"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_everything_else_is_for_a_person_and_is_told(name: str, bench: Bench) -> None:
    change, said = OTHERS[name]
    change(bench)
    told = bench.asked()
    assert told.code == 1, told.out
    assert said in told.out
    assert NOTHING_ELSE not in told.out


@pytest.mark.parametrize("name", ["settings", "a robot's fail", "a workflow", "evidence as a program"])
def test_the_same_is_told_between_two_commits(name: str, bench: Bench) -> None:
    change, said = OTHERS[name]
    change(bench)
    bench.git("add", "-A")
    bench.git("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "commit", "-q", "-m", "Change")
    shutil.rmtree(bench.root / "catalog" / "evidence")
    told = gonogo(
        *("diff", "HEAD~1", "HEAD", "--only", "renewals", "--catalog", "catalog", "--as-of", TODAY),
        folder=bench.root,
    )
    assert told.code == 1
    assert said in told.out
