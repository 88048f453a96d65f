"""A git host's interface: the one place that talks to another machine, and only when asked to."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

from gonogo.model.noun import Noun

TRIES = 3
TIMEOUT = 20
PAGE = 100
MOST_PAGES = 100
"""Pages of a list that are asked for; a pull request has fewer comments."""
RETRIED = (429, 500, 502, 503, 504)
PAUSE = 1.0
"""Seconds before the second try; each further one waits twice as long."""


class HostError(Exception):
    """The host did not do what was asked."""


class GitHub(Noun):
    """A repository on GitHub; `api` is the base address of its interface."""

    api: str
    repository: str
    token: str

    def open_pull_request(self, head: str) -> int | None:
        """Return the number of the open pull request whose head is `head`, None where there is none."""
        for each in self._all(f"/repos/{self.repository}/commits/{head}/pulls"):
            is_head = isinstance(each.get("head"), dict) and each["head"].get("sha") == head
            if each.get("state") == "open" and is_head and isinstance(each.get("number"), int):
                number: int = each["number"]
                return number
        return None

    def comment_with(self, number: int, marker: str) -> int | None:
        """Return the id of our own comment on a pull request: written by a bot, begun with `marker`."""
        for each in self._all(f"/repos/{self.repository}/issues/{number}/comments"):
            user = each.get("user")
            is_bot = isinstance(user, dict) and user.get("type") == "Bot"
            if is_bot and str(each.get("body", "")).startswith(marker) and isinstance(each.get("id"), int):
                comment: int = each["id"]
                return comment
        return None

    def comment(self, number: int, existing: int | None, body: str, marker: str) -> None:
        """Write a comment, or put `body` into the one that is there.

        Another run may write its first comment in the same moment: the older one stays, with `body`.
        """
        if existing is None:
            answer = self._call("POST", f"/repos/{self.repository}/issues/{number}/comments", {"body": body})
            written = answer.get("id") if isinstance(answer, dict) else None
            existing = self.comment_with(number, marker)
            if written is None or existing in {None, written}:
                return
            self._call("DELETE", f"/repos/{self.repository}/issues/comments/{written}")
        self._call("PATCH", f"/repos/{self.repository}/issues/comments/{existing}", {"body": body})

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield the items of a list, page by page."""
        for page in range(1, MOST_PAGES + 1):
            items = self._call("GET", f"{path}?per_page={PAGE}&page={page}")
            if not isinstance(items, list):
                raise HostError(f"{path} is no list")
            yield from (each for each in items if isinstance(each, dict))
            if len(items) < PAGE:
                return

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return what the host answers; try again where it is busy."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(method, path, body)
            except urllib.error.HTTPError as error:
                if error.code not in RETRIED or attempt == TRIES:
                    raise HostError(_refused(error)) from error
            except (OSError, HTTPException, ValueError) as error:
                if attempt == TRIES:
                    raise HostError(f"{self.api} does not answer: {error}") from error
            time.sleep(PAUSE * 2 ** (attempt - 1))
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _once(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's
            self.api.rstrip("/") + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "gonogo",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


_HINTS = {
    401: "the token is not valid",
    403: "the token may not do this; it needs `pull-requests: write`, which forks never get",
    404: "the repository or the commit is not there, or the token may not see it",
    422: "the host does not accept the comment",
}


def _refused(error: urllib.error.HTTPError) -> str:
    hint = _HINTS.get(error.code)
    return f"the host answers {error.code}" + (f": {hint}" if hint else "")
