"""Serving: pages are stamped when somebody asks for them, so that a rebuild takes as long as MkDocs does."""

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIEnvironment

from gonogo.model.artifact import PageRef
from gonogo.site.assembly import Assembly, write
from gonogo.site.stamping import Stamper
from gonogo.site.writing import write_new

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_PATIENCE = 60.0
"""Seconds that a request waits for a build."""

_MISSING = "404"


class _Held:
    """What can be made of one build on request."""

    def __init__(self, assembly: Assembly) -> None:
        self._site = assembly.site
        self._stamper: Stamper = assembly.stamper()
        self._links = assembly.publication.links
        self._pages: dict[str, PageRef] = {self._links.file(ref.path): ref for ref in self._stamper.refs}
        self._named = _by_name(self._stamper.refs)
        self._formats = chain(*self._stamper.formats)
        self._lock = threading.Lock()

    def provide(self, name: str) -> None:
        """Write the file, if it is one of ours and not there yet."""
        with self._lock:
            ref = self._pages.get(name) or self._pages.get(f"{name}/index.html")
            if ref is not None:
                name = self._links.file(ref.path)
            if (self._site / name).is_file():
                return
            gather = self._stamper.gathered.get(name)
            if ref is not None:
                _replace(self._site / name, self._stamper.page_file(ref)[1])
            elif gather is not None:
                write_new(self._site, name, b"".join(gather(partial(map, self._read))))
            else:
                self._format_of(name)

    def _read(self, name: str) -> bytes:
        """Return what a file of a service holds, which need not be there yet."""
        if not (self._site / name).exists():
            self._format_of(name)
        return (self._site / name).read_bytes()

    def _format_of(self, name: str) -> None:
        """Write the files of the things that the file is called after, or one format after the other."""
        called = name.rpartition("/")[2].rpartition(".")[0]
        for ref in self._named.get(called, ()):
            for file, content in self._stamper.files_beside(ref):
                if not (self._site / file).exists():
                    write_new(self._site, file, content)
        if (self._site / name).exists():
            return
        for number in self._formats:
            for file, content in self._stamper.format_files(number):
                write_new(self._site, file, content)
            if (self._site / name).exists():
                return


def _by_name(refs: Iterable[PageRef]) -> dict[str, list[PageRef]]:
    """Return pages by the names of what they are about."""
    found: dict[str, list[PageRef]] = defaultdict(list)
    for ref in refs:
        found[ref.name].append(ref)
    return found


class LazySite:
    """Stands before the server of MkDocs and provides what is asked for."""

    def __init__(self) -> None:
        self._settled = threading.Event()
        self._held: _Held | None = None

    def begin(self) -> None:
        """Let requests wait: a build begins."""
        self._settled.clear()

    def ready(self, assembly: Assembly) -> None:
        """Serve this build from now on."""
        self._held = _Held(assembly)
        self._settled.set()

    def failed(self) -> None:
        """Go on with the last build."""
        self._settled.set()

    def attach(self, server: "LiveReloadServer") -> None:
        """Answer the server's requests."""
        inner = server.get_app()
        assert inner is not None  # noqa: S101 - the server of MkDocs sets it when it is made

        def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            name = _file_name(environ["PATH_INFO"], server.mount_path)
            for _ in range(2):
                # A rebuild that starts between the two lines takes the page away again: once more.
                self._provide(name)
                answer = _Answer()
                body = inner(environ, answer)
                if not answer.status.startswith(_MISSING):
                    break
            start_response(answer.status, answer.headers)
            return body

        server.set_app(app)

    def _provide(self, name: str | None) -> None:
        if name is None:
            return
        self._settled.wait(_PATIENCE)
        if self._held is not None:
            self._held.provide(name)


class _Answer:
    """What the server answered, held back."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        """Hold back status and headers."""
        del exc_info
        self.status, self.headers = status, headers
        return lambda _: None


def _file_name(path: str, mount: str) -> str | None:
    """Return the file of the site that a request asks for, None where it asks for something else."""
    path = path.encode("latin-1").decode("utf-8", "ignore")
    if not path.startswith(mount):
        return None
    name = path[len(mount) :].lstrip("/")
    if ".." in name.split("/"):
        return None
    return name + "index.html" if name == "" or name.endswith("/") else name


def _replace(path: Path, content: bytes) -> None:
    """Write a page so that another request sees the whole of it or nothing."""
    half = path.with_name(f".{path.name}.half")
    write(half, content)
    os.replace(half, path)  # noqa: PTH105
