"""The past in a portal: what git remembers is shown, and what it does not is no failure."""

import hashlib
import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gonogo.assess import assess
from gonogo.read import read
from gonogo.read.commits import at
from gonogo.recollection import Recollection
from gonogo.site import guide
from history.repository import CATALOG, Repository, alerts, answer
from history.story import Story, tell
from portals import catalogs, linkcheck
from read.command import AS_OF, Answer, gonogo

DAY = "2026-05-22"


@pytest.fixture(scope="module", autouse=True)
def few_codes() -> Iterator[None]:
    """Leave out the pages of most error codes: they cost most of a build here."""
    kept = [page for page in guide.names() if "codes/" not in page[0] or "GN60" in page[0]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guide, "names", lambda: kept)
        yield


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    told = tell(tmp_path_factory.mktemp("told"))
    told.repository.write("catalog.yaml", CATALOG)
    told.commits["head"] = told.repository.commit("2026-05-21", "On a host again")
    return told


def build(catalog: Path, folder: Path, *options: str, site: str = "site") -> Answer:
    """Build a portal in `folder`, which also has the caches."""
    built = gonogo(
        *("build", "--site-dir", str(folder / site), *options),
        folder=catalog.parent,
        environment={"GONOGO_CACHE_DIR": str(folder / "store")},
    )
    assert built.code == 0, built.err
    return built


@pytest.fixture(scope="module")
def site(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(story.repository.catalog, folder, "--as-of", DAY)
    return folder / "site"


def text(site: Path, page: str) -> str:
    """Return the words of a page, without its tags."""
    whole = (site / f"{page}.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]*>", " ", re.sub(r"<script.*?</script>", "", whole, flags=re.DOTALL))
    return re.sub(r" ([,.;:])", r"\1", " ".join(html.unescape(words).split()))


def digest(site: Path) -> dict[str, str]:
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_a_portal_with_a_past_has_no_broken_link(site: Path) -> None:
    assert linkcheck.broken(site) == []
    assert list(linkcheck.outside(site)) == []


def test_every_page_says_the_commit_and_leads_to_it(story: Story, site: Path) -> None:
    commit = story.commits["head"]
    for page in ("index", "changes", "services/checkout", "teams/shop", "checks/alerts", "guide/index"):
        whole = (site / f"{page}.html").read_text(encoding="utf-8")
        assert f"https://github.com/acme/readiness/commit/{commit}" in whole, page
        assert f"commit {commit[:10]} ·" in text(site, page), page


def test_changes_say_what_moved_why_and_by_whom(story: Story, site: Path) -> None:
    said = text(site, "changes")
    assert "moved in the last 7 days" in said
    assert "The standard changed on 2026-04-20 to small 2: Logs" in said
    assert "Cart was basket" in said
    assert f"Alerts expired → met {story.commits['renamed'][:7]} Ana P, 2026-04-26, renamed" in said
    assert "The condition C-1 (Log) is open, due on 2026-07-01. Time −25.0, the standard −25.0" in said
    assert f"side removed {story.commits['deleted'][:7]} Ana P, 2026-05-20, deleted" in said


def test_uncommitted_changes_are_told_of(story: Story, tmp_path: Path) -> None:
    shutil.copytree(story.repository.root, tmp_path / "clone")
    catalog = tmp_path / "clone" / "catalog"
    (catalog / "services" / "checkout.yaml").write_text("", encoding="utf-8")
    build(catalog, tmp_path, "--as-of", DAY)
    commit = story.commits["head"][:10]
    assert f"commit {commit} with uncommitted changes" in text(tmp_path / "site", "teams/shop")
    assert "with uncommitted changes" in text(tmp_path / "site", "index")


@pytest.mark.parametrize("change", ["modified", "new", "removed", "none", "windows", "elsewhere"])
def test_files_are_those_of_the_commit_or_they_are_not(story: Story, tmp_path: Path, change: str) -> None:
    shutil.copytree(story.repository.root, tmp_path / "clone")
    catalog = tmp_path / "clone" / "catalog"
    cart = catalog / "services" / "cart.yaml"
    if change == "modified":
        cart.write_text(cart.read_text("utf-8") + "# more\n", encoding="utf-8")
    elif change == "new":
        (catalog / "services" / "new.yaml").write_text("", encoding="utf-8")
    elif change == "removed":
        cart.unlink()
    elif change == "windows":
        cart.write_bytes(cart.read_bytes().replace(b"\n", b"\r\n"))
    elif change == "elsewhere":
        (tmp_path / "clone" / "README.md").write_text("Changed.\n", encoding="utf-8")
    revision = Recollection(catalog, today=AS_OF).revision
    assert revision is not None
    assert (revision.commit, revision.is_chosen) == (story.commits["head"], False)
    assert revision.is_changed is (change in {"modified", "new", "removed"})


@pytest.mark.parametrize("when", ["answer", "2026-01-25"])
def test_the_portal_of_an_earlier_day_shows_that_day_s_scores(
    story: Story, tmp_path: Path, when: str
) -> None:
    commit, day = story.commits["answer"], {"answer": date(2026, 1, 20)}.get(when, date(2026, 1, 25))
    build(story.repository.catalog, tmp_path, "--at", commit if when == "answer" else when)
    catalog = read(at(story.repository.catalog, commit), day=day, today=AS_OF).catalog
    assert catalog is not None
    then = assess(catalog, day)
    assert set(then.scorecards) == {"basket", "checkout"}
    site = tmp_path / "site"
    assert {path.stem for path in (site / "services").glob("*.html")} == {"basket", "checkout", "index"}
    for id_, card in then.scorecards.items():
        assert card.score is not None
        found = json.loads((site / "api" / "v1" / "services" / f"{id_}.json").read_text("utf-8"))
        assert found["service"]["score"] == round(float(card.score), 1)
        assert f"{float(card.score):.1f}" in text(site, f"services/{id_}")
    said = text(site, "index")
    assert f"This is the past: the portal as of {day}, made of commit {commit[:10]} of 2026-01-20" in said
    assert "data-go-as-of" not in (site / "index.html").read_text("utf-8")
    assert f"commit {commit[:10]}" in text(site, "services/checkout")


def test_a_catalog_without_git_has_a_portal_that_says_what_to_do(tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    built = build(tmp_path / "catalog", tmp_path, "--as-of", DAY, "--strict")
    assert built.err.startswith("notice[GN602]: this is not a git repository")
    assert built.err.count("GN602]") == 1
    for page in ("index", "changes"):
        said = text(tmp_path / "site", page)
        assert "No past is known This is not a git repository: run git init, or work in a clone." in said
    assert "commit" not in text(tmp_path / "site", "services/cart").split("As of")[-1]
    assert linkcheck.broken(tmp_path / "site") == []


def test_a_repository_without_a_commit_has_a_portal_that_says_so(tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert "there are no commits yet" in build(tmp_path / "catalog", tmp_path, "--as-of", DAY).err
    assert "There are no commits yet: commit the catalog first." in text(tmp_path / "site", "changes")


def test_one_commit_is_the_beginning_of_the_past(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.service("checkout", alerts("2026-05-20"))
    commit = repository.commit("2026-05-21")
    assert build(repository.catalog, tmp_path, "--as-of", DAY).err == ""
    said = text(tmp_path / "site", "changes")
    assert f"The past begins with one commit {commit[:7]} of 2026-05-21" in said
    assert "7 days back: known from 2026-05-28 on." in said


def test_a_shallow_clone_has_the_past_that_it_holds_and_says_how_to_get_the_rest(
    story: Story, tmp_path: Path
) -> None:
    origin = f"file://{story.repository.root}"
    subprocess.run(["git", "clone", "-q", "--depth", "6", origin, tmp_path / "clone"], check=True)
    built = build(tmp_path / "clone" / "catalog", tmp_path, "--as-of", DAY)
    assert built.err.count("notice[GN601]: the clone is shallow") == 1
    said = text(tmp_path / "site", "changes")
    assert "The past is known from 2026-05-" in said
    assert "fetch-depth: 0" in said
    assert "at the latest" in text(tmp_path / "site", "services/checkout")


def test_a_broken_repository_is_no_failure(story: Story, tmp_path: Path) -> None:
    shutil.copytree(story.repository.root, tmp_path / "clone")
    git = tmp_path / "clone" / ".git"
    lost = subprocess.run(
        ["git", "rev-parse", f"{story.commits['review']}^{{tree}}"],
        cwd=tmp_path / "clone",
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (git / "objects" / lost[:2] / lost[2:]).unlink()
    built = build(tmp_path / "clone" / "catalog", tmp_path, "--as-of", DAY)
    assert built.err.count("notice[GN602]") == 1
    assert "No past is known" in text(tmp_path / "site", "changes")


def test_the_past_does_not_depend_on_caches_workers_or_where_the_clone_is(
    story: Story, site: Path, tmp_path: Path
) -> None:
    whole = digest(site)
    catalog = story.repository.catalog
    build(catalog, tmp_path, "--as-of", DAY, "--workers", "4", site="four")
    assert digest(tmp_path / "four") == whole
    build(catalog, tmp_path, "--as-of", DAY, "--workers", "1", site="warm")
    assert digest(tmp_path / "warm") == whole
    subprocess.run(["git", "clone", "-q", story.repository.root, tmp_path / "clone"], check=True)
    build(tmp_path / "clone" / "catalog", tmp_path, "--as-of", DAY, "--no-cache", site="cloned")
    assert digest(tmp_path / "cloned") == whole


def test_after_a_commit_a_warm_portal_is_what_a_cold_one_is(story: Story, tmp_path: Path) -> None:
    shutil.copytree(story.repository.root, tmp_path / "root")
    catalog = tmp_path / "root" / "catalog"
    build(catalog, tmp_path, "--as-of", DAY)
    before = digest(tmp_path / "site")
    again = Repository.__new__(Repository)
    again.root, again.catalog = tmp_path / "root", catalog
    again.service("from-one", answer("backups") + answer("logs"))
    again.commit("2026-05-22", "Logs (#40)", author="Ben B. <ben@example.com>")
    build(catalog, tmp_path, "--as-of", DAY)
    build(catalog, tmp_path, "--as-of", DAY, "--no-cache", site="cold")
    after = digest(tmp_path / "site")
    assert after == digest(tmp_path / "cold")
    assert after["services/from-one.html"] != before["services/from-one.html"]
    assert "#40 Ben B, 2026-05-22, Logs (#40)" in text(tmp_path / "site", "changes")
    changes = (tmp_path / "site" / "changes.html").read_text(encoding="utf-8")
    assert "https://github.com/acme/readiness/pull/40" in changes
