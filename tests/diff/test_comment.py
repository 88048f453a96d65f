"""`gonogo comment` talks to a host that the test plays, on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from click.testing import CliRunner

from diff.test_markdown import difference
from gonogo import host
from gonogo.cli.comment import command
from gonogo.publish.diff.markdown import MARKER

SHA = "a" * 40


class Fake(BaseHTTPRequestHandler):
    """A host with one pull request; answers what the test put into `answers`, and keeps what it was sent."""

    pulls: ClassVar[list[dict[str, Any]]] = []
    comments: ClassVar[list[dict[str, Any]]] = []
    sent: ClassVar[list[tuple[str, str, Any]]] = []
    failures: ClassVar[list[int | str | None]] = []
    meanwhile: ClassVar[list[dict[str, Any]]] = []
    """Comments that somebody else writes a moment before ours."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body: Any = json.loads(self.rfile.read(length)) if length else None
        type(self).sent.append((self.command, self.path.split("?")[0], body))
        code = 200
        answer: Any = {}
        failure = type(self).failures.pop(0) if self.failures else None
        if isinstance(failure, str):
            if failure == "lost":
                type(self).comments = [{"id": 400, "user": {"type": "Bot"}, "body": body["body"]}]
            self._fall_silent(failure)
            return
        if failure is not None:
            code = failure
        elif self.path.split("?")[0].endswith("/pulls"):
            answer = type(self).pulls
        elif self.command == "GET":
            page = int(self.path.rsplit("page=", 1)[1])
            answer = type(self).comments[(page - 1) * 100 : page * 100]
        elif self.command == "POST":
            answer = {"id": 500, "user": {"type": "Bot"}, "body": body["body"]}
            type(self).comments = [*type(self).comments, *type(self).meanwhile, answer]
        content = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _fall_silent(self, how: str) -> None:
        """Answer with less than was promised, with what is no HTTP, or with nothing for too long."""
        if how == "truncated":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"[")
        elif how == "garbled":
            self.wfile.write(b"this is no answer\r\n\r\n")
        elif how == "late":
            time.sleep(0.6)
        self.close_connection = True

    do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - the names of the base class

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Fake]]:
    Fake.pulls = [{"state": "open", "number": 7, "head": {"sha": SHA}}]
    Fake.comments, Fake.sent, Fake.failures, Fake.meanwhile = [], [], [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Fake)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(host, "PAUSE", 0.001)
    monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    yield Fake
    server.shutdown()
    server.server_close()


def run(tmp_path: Path, content: bytes | None, *options: str) -> Any:
    source = tmp_path / "diff.json"
    if content is not None:
        source.write_bytes(content)
    return CliRunner().invoke(command, ["--input", str(source), "--head-sha", SHA, *options])


def encoded() -> bytes:
    return msgspec.json.encode(difference("words"))


def writes(fake: type[Fake]) -> list[tuple[str, str]]:
    return [(method, path) for method, path, _ in fake.sent if method != "GET"]


def test_the_first_run_writes_a_comment(fake: type[Fake], tmp_path: Path) -> None:
    assert run(tmp_path, encoded()).exit_code == 0
    assert writes(fake) == [("POST", "/repos/o/r/issues/7/comments")]
    assert next(body for method, _, body in fake.sent if method == "POST")["body"].startswith(MARKER)


def test_a_later_run_updates_its_own_comment_on_whatever_page(fake: type[Fake], tmp_path: Path) -> None:
    other = {"id": 1, "user": {"type": "User"}, "body": MARKER}
    ours = {"id": 99, "user": {"type": "Bot"}, "body": f"{MARKER}\n\nold"}
    fake.comments = [other] * 130 + [ours]
    assert run(tmp_path, encoded()).exit_code == 0
    assert writes(fake) == [("PATCH", "/repos/o/r/issues/comments/99")]


@pytest.mark.parametrize(
    "pulls",
    [
        [],
        [{"state": "closed", "number": 7, "head": {"sha": SHA}}],
        [{"state": "open", "number": 7, "head": {"sha": "b" * 40}}],
    ],
)
def test_a_closed_or_moved_pull_request_gets_nothing(
    fake: type[Fake], tmp_path: Path, pulls: list[dict[str, Any]]
) -> None:
    fake.pulls = pulls
    assert run(tmp_path, encoded()).exit_code == 0
    assert writes(fake) == []


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"schema_version": 2}',
        b"[" * 100_000,
        b" " * (1024 * 1024 + 1),
        encoded().replace(b'"cart"', b'"../../x"', 1),
        encoded().replace(b'"score":12.5', b'"score":1e99'),
        encoded().replace(b'"tool"', b'"pull_request":1,"tool"'),
    ],
    ids=range(11),
)
def test_what_is_no_difference_is_told_and_writes_nothing(
    fake: type[Fake], tmp_path: Path, content: bytes | None
) -> None:
    result = run(tmp_path, content)
    assert result.exit_code == 0
    assert "warning" in result.stderr
    assert fake.sent == []


def test_a_busy_host_is_asked_again(fake: type[Fake], tmp_path: Path) -> None:
    fake.failures = [503, 429]
    assert run(tmp_path, encoded()).exit_code == 0
    assert writes(fake) == [("POST", "/repos/o/r/issues/7/comments")]


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 3)])
@pytest.mark.parametrize("refused", [403, 404, 422])
def test_a_refusal_is_a_warning_unless_strict(
    fake: type[Fake], tmp_path: Path, refused: int, options: tuple[str, ...], code: int
) -> None:
    fake.failures = [refused]
    result = run(tmp_path, encoded(), *options)
    assert result.exit_code == code
    assert str(refused) in result.stderr


SILENCES = ["truncated", "garbled", "closed"]


@pytest.mark.parametrize("how", SILENCES)
def test_a_host_that_falls_silent_is_asked_again(fake: type[Fake], tmp_path: Path, how: str) -> None:
    fake.failures = [how, how]
    assert run(tmp_path, encoded()).exit_code == 0
    assert writes(fake) == [("POST", "/repos/o/r/issues/7/comments")]


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 3)])
@pytest.mark.parametrize("how", [*SILENCES, 429, 500, 503])
def test_after_three_tries_it_is_a_warning_unless_strict(
    fake: type[Fake], tmp_path: Path, how: int | str, options: tuple[str, ...], code: int
) -> None:
    fake.failures = [how] * 10
    result = run(tmp_path, encoded(), *options)
    assert result.exit_code == code
    assert result.stderr.startswith("warning: ")
    assert "Traceback" not in result.stderr
    assert len(fake.sent) == host.TRIES
    assert writes(fake) == []


def test_a_host_that_takes_too_long_is_a_warning(
    fake: type[Fake], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "TIMEOUT", 0.3)
    fake.failures = ["late"] * 10
    result = run(tmp_path, encoded(), "--strict")
    assert result.exit_code == 3
    assert "does not answer: " in result.stderr


def test_a_comment_whose_answer_was_lost_is_not_written_twice(fake: type[Fake], tmp_path: Path) -> None:
    fake.failures = [None, None, "lost"]
    assert run(tmp_path, encoded()).exit_code == 0
    assert [method for method, _ in writes(fake)] == ["POST", "POST", "DELETE", "PATCH"]
    assert writes(fake)[-1] == ("PATCH", "/repos/o/r/issues/comments/400")


def test_tries_wait_longer_each_time(
    fake: type[Fake], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    fake.failures = [503, 503]
    assert run(tmp_path, encoded()).exit_code == 0
    assert waited == [host.PAUSE, host.PAUSE * 2]


def test_a_list_without_end_is_not_read_for_ever(
    fake: type[Fake], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "MOST_PAGES", 3)
    fake.comments = [{"id": 1, "user": {"type": "User"}, "body": "x"}] * 1_000
    assert run(tmp_path, encoded()).exit_code == 0
    assert len([method for method, path, _ in fake.sent if path.endswith("/comments")]) == 3 + 1 + 3


def test_two_runs_at_once_leave_one_comment(fake: type[Fake], tmp_path: Path) -> None:
    fake.meanwhile = [{"id": 400, "user": {"type": "Bot"}, "body": f"{MARKER}\n\nof the other run"}]
    assert run(tmp_path, encoded()).exit_code == 0
    assert writes(fake) == [
        ("POST", "/repos/o/r/issues/7/comments"),
        ("DELETE", "/repos/o/r/issues/comments/500"),
        ("PATCH", "/repos/o/r/issues/comments/400"),
    ]


def test_a_dry_run_talks_to_nobody(fake: type[Fake], tmp_path: Path) -> None:
    assert run(tmp_path, encoded(), "--dry-run").output.startswith(MARKER)
    assert fake.sent == []


def test_the_head_must_be_a_full_commit_id(tmp_path: Path) -> None:
    source = tmp_path / "d.json"
    source.write_bytes(encoded())
    result = CliRunner().invoke(command, ["--input", str(source), "--head-sha", "main"])
    assert result.exit_code == 2
