"""The same portal, whoever does the work: processes of ours, or an executor of the caller's."""

import multiprocessing
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gonogo import aside, portal
from gonogo.order import Order
from gonogo.site import settings, sharing
from hostile.processes import digest
from portals import catalogs

DAY = date(2026, 11, 23)
EXECUTORS: dict[str, Callable[[], Executor]] = {
    "threads": partial(ThreadPoolExecutor, 3),
    "processes": partial(ProcessPoolExecutor, 2, multiprocessing.get_context("spawn")),
}


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Return a catalog with a template of its own."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "risk.html").write_text("<p>Our risk {{ here.path }}</p>\n")
    return catalogs.write(tmp_path / "catalog")


def built(catalog: Path, name: str, workers: Executor | int, **changed: Any) -> Path:
    config = settings.configuration(None, catalog, catalog.parent / name)
    asked: dict[str, Any] = {"templates": catalog.parent / "templates"} | changed
    order = Order(catalog=catalog, day=DAY, today=DAY, workers=workers, **asked)
    return portal.build(order, config, lambda _done, _whole: None, is_strict=False).folder


@pytest.mark.parametrize("name", EXECUTORS)
def test_an_executor_of_the_callers_builds_the_same_portal(catalog: Path, name: str) -> None:
    alone = digest(built(catalog, "alone", 1))
    with EXECUTORS[name]() as executor:
        site = built(catalog, "together", executor)
    assert digest(site) == alone
    assert "Our risk risks/" in next((site / "risks").glob("no-*.html")).read_text("utf-8")


@pytest.mark.parametrize("forks", [True, False])
def test_several_processes_build_the_same_portal_where_they_can_be_forked_and_where_not(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, *, forks: bool
) -> None:
    alone = digest(built(catalog, "alone", 1))
    begun: list[str] = []

    def noting(name: str) -> Callable[..., Any]:
        work = getattr(sharing, name)

        def noted(*given: Any) -> Any:
            begun.append(name)
            return work(*given)

        return noted

    for name in ("_together", "_started"):
        monkeypatch.setattr(sharing, name, noting(name))
    monkeypatch.setattr(aside, "can_fork", lambda: forks)
    monkeypatch.setattr(portal, "LARGE", 1)
    for _ in range(2):  # made, and taken over
        assert digest(built(catalog, "several", 2, cache=catalog.parent / "cache")) == alone
    assert begun == ["_together" if forks else "_started"] * 2


class Elsewhere(ThreadPoolExecutor):
    """Takes away the files of whoever asks before it does any of the work on pages."""

    def __init__(self, folder: Path) -> None:
        super().__init__(1)
        self.folder = folder
        self.sent = list[Any]()

    def map(self, fn: Callable[..., Any], *iterables: Any, **options: Any) -> Any:
        work = [tuple(each) for each in zip(*iterables, strict=False)]
        self.sent.append(work)
        if self.folder.exists() and len(self.sent) > 1:
            shutil.rmtree(self.folder)
        return super().map(fn, *zip(*work, strict=True), **options)


def test_workers_need_none_of_the_files(catalog: Path) -> None:
    (catalog.parent / "cache").mkdir()
    alone = digest(built(catalog, "alone", 1))
    with Elsewhere(catalog.parent / "templates") as executor:
        site = built(catalog, "together", executor, cache=catalog.parent / "cache")
    assert digest(site) == alone
    assert list((catalog.parent / "cache").iterdir()) == []
    assert len(executor.sent) == 2


def test_what_pages_are_made_from_is_sent_in_few_pieces(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gonogo.site.sharing.SHARES_ELSEWHERE", 2)
    monkeypatch.setattr("gonogo.site.sharing._SHARE", 5)
    with Elsewhere(catalog.parent / "nowhere") as executor:
        built(catalog, "together", executor)
    _, stamping = executor.sent
    shares = [job for _, job in stamping if not isinstance(job, int)]
    assert len(shares) == 2
    assert len({id(packed) for packed, _ in stamping}) == 1


def test_what_a_worker_cannot_do_fails_the_build(catalog: Path) -> None:
    class Broken(Elsewhere):
        def submit(self, fn: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
            if self.sent and len(self.sent) > 1:
                message = "no worker is left"
                raise OSError(message)
            return super().submit(fn, *given, **named)

    with Broken(catalog.parent / "nowhere") as executor, pytest.raises(OSError, match="no worker is left"):
        built(catalog, "together", executor)
    assert not (catalog.parent / "together").exists()
