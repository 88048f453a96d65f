"""`gonogo comment` talks to a host that the test plays, on this machine."""

import json
import threading
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
    failures: ClassVar[list[int]] = []

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        type(self).sent.append((self.command, self.path.split("?")[0], body))
        code = 200
        answer: Any = {}
        if self.failures:
            code = type(self).failures.pop(0)
        elif self.path.split("?")[0].endswith("/pulls"):
            answer = type(self).pulls
        elif self.command == "GET":
            page = int(self.path.rsplit("page=", 1)[1])
            answer = type(self).comments[(page - 1) * 100 : page * 100]
        content = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - the names of the base class

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Fake]]:
    Fake.pulls = [{"state": "open", "number": 7, "head": {"sha": SHA}}]
    Fake.comments, Fake.sent, Fake.failures = [], [], []
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
    assert fake.sent[-1][2]["body"].startswith(MARKER)


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


def test_a_dry_run_talks_to_nobody(fake: type[Fake], tmp_path: Path) -> None:
    assert run(tmp_path, encoded(), "--dry-run").output.startswith(MARKER)
    assert fake.sent == []


def test_the_head_must_be_a_full_commit_id(tmp_path: Path) -> None:
    source = tmp_path / "d.json"
    source.write_bytes(encoded())
    result = CliRunner().invoke(command, ["--input", str(source), "--head-sha", "main"])
    assert result.exit_code == 2
