"""Each thing that stands in the catalog knows the commit that brought it to what it is."""

from datetime import date
from pathlib import Path

import pytest

from gonogo.assess.provenance import provenance, url_of
from gonogo.model.catalog import SourceHost
from gonogo.model.history import Flag, Kept, Moment, Provenance, Snapshot
from gonogo.read.history import History, snapshots
from gonogo.read.log import request_of
from history.repository import Repository
from history.story import OWN_WAIVER, RISKS, Story

TODAY = date(2026, 7, 15)


@pytest.fixture(scope="module")
def told(story: Story) -> list[Snapshot]:
    return list(snapshots(History(story.repository.catalog), TODAY))


def until(told: list[Snapshot], commit: str) -> list[Snapshot]:
    place = [each.moment.commit for each in told].index(commit)
    return told[: place + 1]


def of(told: list[Snapshot], *, is_cut: bool = False) -> Provenance:
    return provenance(told, told[-1].catalog, is_cut=is_cut)


@pytest.mark.parametrize(
    ("kind", "parts", "commit"),
    [
        (Kept.ANSWER, ("checkout", "alerts"), "renewed after expiry"),
        (Kept.ANSWER, ("checkout", "backups"), "answer"),
        (Kept.REVIEW, ("checkout", "2026-03-10", "launch"), "review"),
        (Kept.RISK, ("checkout", "R-1"), "review"),
        (Kept.ANSWER, ("search", "logs"), "merge"),
        (Kept.ANSWER, ("cart", "alerts"), "renamed"),
        (Kept.ANSWER, ("from-one", "backups"), "octopus"),
    ],
)
def test_the_commit_that_last_changed_it_is_named(
    story: Story, told: list[Snapshot], kind: Kept, parts: tuple[str, ...], commit: str
) -> None:
    origin = of(told).origin(kind, *parts)
    assert origin is not None
    assert origin.commit == story.commits[commit]


def test_a_gap_does_not_make_anything_new(story: Story, told: list[Snapshot]) -> None:
    known = of(until(told, story.commits["valid again"]))
    origin = known.origin(Kept.ANSWER, "basket", "backups")
    assert origin is not None
    assert origin.commit == story.commits["second service"]
    assert (origin.request, origin.url) == (12, "https://github.com/acme/readiness/pull/12")


def test_approvals_by_the_owning_team_and_of_oneself_are_flagged(story: Story, told: list[Snapshot]) -> None:
    known = of(until(told, story.commits["own waiver"]))
    central = ("basket", "backups", "2026-04-01")
    own = ("basket", "backups", "2026-04-10")
    assert known.origin(Kept.WAIVER, *central).commit == story.commits["waiver"]  # type: ignore[union-attr]
    assert known.origin(Kept.WAIVER, *own).commit == story.commits["own waiver"]  # type: ignore[union-attr]
    assert known.flags_of(Kept.WAIVER, *central) == (Flag.SELF,)
    moved = until(told, story.commits["moved"])
    now = moved[-1].catalog
    assert provenance(moved, now).origin(Kept.WAIVER, *own).commit == story.commits["own waiver"]  # type: ignore[union-attr]


ACCEPTED = RISKS.replace("treatment: mitigate", "treatment: accept").replace(
    "status: open",
    "status: accepted\n    accepted_by: ana\n    accepted_on: 2026-04-02\n    review_on: 2026-09-01",
)


@pytest.mark.parametrize(
    ("owner", "author", "flags"),
    [
        ("team-a", "Ana P. <ANA@example.com>", (Flag.OWN_TEAM, Flag.SELF)),
        ("team-a", "Ben B. <ben@example.com>", (Flag.OWN_TEAM,)),
        ("team-b", "Ana P. <ana@example.com>", (Flag.SELF,)),
        ("team-b", "Ana P. <ben@example.com>", ()),
        ("shop", "Somebody <nobody@example.com>", ()),
    ],
)
def test_who_approves_for_the_own_team_or_of_oneself_is_told(
    tmp_path: Path, owner: str, author: str, flags: tuple[Flag, ...]
) -> None:
    repo = Repository(tmp_path)
    repo.service("one", OWN_WAIVER + ACCEPTED, owner=owner)
    repo.commit("2026-04-10", author=author)
    told = list(snapshots(History(repo.catalog), TODAY))
    found = provenance(told, told[-1].catalog)
    assert found.flags_of(Kept.WAIVER, "one", "backups", "2026-04-10") == flags
    assert found.flags_of(Kept.RISK, "one", "R-1") == flags
    assert {(each.kind, each.about) for each in found.flagged("one")} == (
        {(Kept.WAIVER, ("backups", "2026-04-10")), (Kept.RISK, ("R-1",))} if flags else set()
    )


def test_who_merges_does_not_approve_of_oneself(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.service("one", owner="team-b")
    repo.commit("2026-04-01")
    repo.git("checkout", "-q", "-b", "side")
    repo.service("one", OWN_WAIVER, owner="team-b")
    repo.commit("2026-04-10", author="Ben B. <ben@example.com>")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge pull request #4", "side")
    told = list(snapshots(History(repo.catalog), date(2030, 1, 1)))
    known = provenance(told, told[-1].catalog)
    assert known.origin(Kept.WAIVER, "one", "backups", "2026-04-10").request == 4  # type: ignore[union-attr]
    assert known.flagged("one") == ()


def test_what_is_not_committed_has_no_origin(told: list[Snapshot]) -> None:
    early = provenance(told[:2], told[-1].catalog)
    assert early.origin(Kept.ANSWER, "checkout", "alerts") is None
    assert early.origin(Kept.ANSWER, "search", "logs") is None


def test_where_history_is_cut_the_first_commit_may_not_be_the_one(told: list[Snapshot]) -> None:
    late = told[-3:]
    known = provenance(late, told[-1].catalog, is_cut=True)
    assert all(
        origin.is_at_most is (origin.commit == late[0].moment.commit) for origin in known.origins.values()
    )


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("Add a waiver (#12)", 12),
        ("Merge pull request #7 from acme/x", 7),
        ("Merge branch 'x' into 'main'\n\nText\n\nSee merge request group/sub/project!345", 345),
        ("Squashed (!9)", 9),
        ("Fix !10", 10),
        ("Merged in branch (pull request #3)", 3),
        ("Merged PR 44: title", 44),
        ("Fixes #12 in passing", None),
        ("A list\n\n(#9)\nsomewhere below", None),
        ("Hello world!", None),
        ("(#99999999999999)", None),
    ],
)
def test_the_number_of_a_pull_request_is_read_from_the_message(message: str, number: int | None) -> None:
    subject, _, body = message.partition("\n")
    assert request_of(subject, body) == number


@pytest.mark.parametrize(
    ("host", "request_", "url"),
    [
        ("github", 3, "https://h/r/pull/3"),
        ("gitlab", 3, "https://h/r/-/merge_requests/3"),
        ("gitea", 3, "https://h/r/pulls/3"),
        ("bitbucket", 3, "https://h/r/pull-requests/3"),
        ("github", None, "https://h/r/commit/abc"),
        ("gitlab", None, "https://h/r/-/commit/abc"),
        ("other", 3, None),
    ],
)
def test_links_are_those_of_the_host(host: str, request_: int | None, url: str | None) -> None:
    moment = Moment(commit="abc", day=TODAY, author="", email="", subject="", request=request_)
    assert url_of(moment, SourceHost(url="https://h/r/", host=host)) == url
    assert url_of(moment, None) is None


def test_what_was_never_committed_comes_from_nowhere_but_somebody_has_approved_of_it(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.service("one", OWN_WAIVER + ACCEPTED, owner="team-a")
    repo.commit("2026-04-10", author="Ana P. <ana@example.com>")
    told = list(snapshots(History(repo.catalog), TODAY))
    committed, known = of(told), provenance([], told[-1].catalog)
    assert len(committed.flags) == 2
    assert not known.origins
    assert known.flags == dict.fromkeys(committed.flags, (Flag.OWN_TEAM,))
