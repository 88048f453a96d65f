"""Serving: the portal on this machine, rebuilt when a file changes."""

import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from mkdocs.commands.build import build as run
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from gonogo.model.noun import Noun
from gonogo.site.adapter import Adapter
from gonogo.site.publication import Publication
from gonogo.site.settings import PLUGIN, Configuration

FIRST_PORT, TRIED_PORTS = 8000, 10


class Address(Noun):
    """Where to listen; without a port, the first free one from 8000 on."""

    host: str = "127.0.0.1"
    port: int | None = None


class Hooks(Noun):
    """What serving asks and tells: a fresh configuration, what to build under it, what came of it."""

    configuration: Callable[[], Configuration]
    publish: Callable[[Configuration], Publication]
    built: Callable[[float], None]
    failed: Callable[[BaseException], None]
    ready: Callable[[str], None]


def serve(hooks: Hooks, address: Address, watched: Iterable[Path], *, opens_browser: bool) -> None:
    """Build, serve until interrupted, and build again whenever a file below `watched` changes."""
    site = Path(tempfile.mkdtemp(prefix="gonogo-"))
    try:
        _serve(Portal(hooks, address, site), watched, opens_browser=opens_browser)
    finally:
        shutil.rmtree(site, ignore_errors=True)


def _serve(portal: "Portal", watched: Iterable[Path], *, opens_browser: bool) -> None:
    try:
        portal.start()
        for path in watched:
            portal.server.watch(str(path))
        portal.hooks.ready(portal.server.url)
        portal.server.serve(open_in_browser=opens_browser)  # type: ignore[no-untyped-call] # typed in parts
    finally:
        portal.stop()


class Portal:
    """A server, and one plugin over all rebuilds."""

    def __init__(self, hooks: Hooks, address: Address, site: Path) -> None:
        self.hooks = hooks
        self._site = site
        self._adapter = Adapter()
        self._config = self._fresh()
        self._adapter.given = hooks.publish
        port = address.port or free_port(address.host)
        self.server = LiveReloadServer(builder=self.rebuild, host=address.host, port=port, root=str(site))
        self.server.error_handler = self._error_page

    def start(self) -> None:
        """Build for the first time."""
        self._config.plugins.on_startup(command="serve", dirty=False)
        self._build(self._config)
        self.server = self._config.plugins.on_serve(self.server, config=self._config, builder=self.rebuild)
        for item in self._config.watch:
            self.server.watch(item)

    def rebuild(self) -> None:
        """Build again; where that fails, the last portal stays."""
        try:
            self._build(self._fresh())
        except (Exception, Abort) as error:  # noqa: BLE001 - whatever it is, the next change may mend it
            self.hooks.failed(error)

    def stop(self) -> None:
        """End, whatever was begun."""
        self.server.shutdown()
        self._config.plugins.on_shutdown()

    def _fresh(self) -> Configuration:
        """Return a new configuration in which our plugin is always the same one."""
        config = self.hooks.configuration()
        config.site_dir = str(self._site)
        held = config.plugins.get(PLUGIN)
        if isinstance(held, Adapter):
            self._adapter = held
        else:
            config.plugins[PLUGIN] = self._adapter
        return config

    def _build(self, config: Configuration) -> None:
        begun = time.monotonic()
        config.site_url = self.server.url
        run(config, serve_url=self.server.url)
        self.hooks.built(time.monotonic() - begun)

    def _error_page(self, code: int) -> bytes | None:
        page = self._site / f"{code}.html"
        return page.read_bytes() if page.is_file() else None


def free_port(host: str, first: int = FIRST_PORT) -> int:
    """Return the first port from `first` on that nobody listens on; `first` where all are taken."""
    for port in range(first, first + TRIED_PORTS):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex((host, port)) != 0:
                return port
    return first
