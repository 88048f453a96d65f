"""Building: MkDocs runs once over a publication, in a folder of its own."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from mkdocs.commands.build import build as run
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.utils import CountHandler

from gonogo import aside
from gonogo.aside import Crew
from gonogo.publish.links import Links
from gonogo.site import codes, derived, inspection, sharing, theme
from gonogo.site.adapter import Adapter, Told, log
from gonogo.site.frame import Frame
from gonogo.site.publication import Draft, Publication
from gonogo.site.settings import PLUGIN
from gonogo.site.sharing import Progress, Workers
from gonogo.site.stamping import Stamper
from gonogo.site.writing import Output, Taken


class Failed(Exception):  # noqa: N818 - what happened, in the caller's words
    """MkDocs gave up, and has said why; where `is_strict`, because of warnings."""

    def __init__(self, message: str, *, is_strict: bool) -> None:
        self.is_strict = is_strict
        super().__init__(message)

    def __reduce__(self) -> tuple[Callable[..., "Failed"], tuple[object, ...]]:
        """Travel from the process in which it happened."""
        return partial(Failed, is_strict=self.is_strict), self.args


def links_of(config: MkDocsConfig) -> Links:
    """Return how links look under a configuration."""
    site_url = config.site_url
    if site_url and not site_url.endswith("/"):
        site_url += "/"
    # The offline plugin turns this off only while MkDocs runs.
    directory_urls = config.use_directory_urls and "material/offline" not in config.plugins
    return Links(directory_urls=directory_urls, site_url=site_url or None)


def adapter_of(config: MkDocsConfig) -> Adapter:
    """Return the plugin that a configuration names, or one that is added to it."""
    held = config.plugins.get(PLUGIN)
    if isinstance(held, Adapter):
        return held
    adapter = Adapter()
    config.plugins[PLUGIN] = adapter
    return adapter


def told(config: MkDocsConfig) -> Told:
    """Return what a configuration says to the plugin."""
    held = config.plugins.get(PLUGIN)
    return held.told if isinstance(held, Adapter) else Told()


def build(draft: Draft, config: MkDocsConfig, output: Output, *, workers: Workers, progress: Progress) -> int:
    """Build the portal and look at it; return the number of warnings that were logged."""
    adapter = adapter_of(config)
    adapter.is_apart = True
    config.site_dir = output.site
    made: list[Publication] = []
    is_alone = bool(derived.left_out(config)) or sharing.processes(workers, draft.pages) <= 1
    if is_alone or not aside.can_fork():
        made.append(draft.whole())
        frames, warnings = _framed(lambda: made[0], config, adapter)
    else:
        frames, warnings = aside.both(
            partial(_framed, draft.outline, config, adapter), lambda: made.append(draft.whole())
        )
    return warnings + stamp(made[0], frames, output, workers=workers, progress=progress)


def stamp(
    publication: Publication,
    frames: Mapping[str, Frame],
    output: Output,
    *,
    workers: Workers,
    progress: Progress,
) -> int:
    """Write what the engine did not, and look at the whole; return the number of warnings."""
    publication = codes.added(publication)
    stamper = Stamper(publication, frames)
    processes = sharing.processes(workers, len(publication.refs))
    try:
        sharing.write_all(stamper, output, workers, progress)
        broken = _looked_at(stamper, output, publication, processes)
    except Taken as error:
        raise Failed(str(error), is_strict=False) from error
    for each in broken:
        log.warning(each)
    return len(broken)


def _looked_at(stamper: Stamper, output: Output, publication: Publication, processes: int) -> list[str]:
    """Gather what is made of files, and look at the whole; return what leads nowhere.

    Raise where it is not fit to be shown. What is gathered need not be there yet when it is looked at.
    """
    site = Path(output.site)
    gather, check = partial(sharing.gather, stamper, output), partial(inspection.check, site, publication)
    jobs: list[Callable[[], list[str] | None]] = [gather, check, *inspection.looks(site, publication)]
    if processes <= 1 or not aside.can_fork():
        return sorted(each for job in jobs for each in job() or ())
    with Crew(lambda job: job() or [], jobs, processes) as crew:
        return sorted(each for found in crew.results() for each in found)


def counted(counter: CountHandler) -> int:
    """Return how many warnings there were."""
    return sum(number for _, number in counter.get_counts())


def _framed(
    publication: Callable[[], Publication], config: MkDocsConfig, adapter: Adapter
) -> tuple[dict[str, Frame], int]:
    """Have MkDocs build; return the frames of what it did not, and the number of warnings."""
    adapter.given = lambda _: publication()
    if not derived.left_out(config):
        theme.quicken(config)
    with counting() as counter:
        _run(config)
    return adapter.assembly.frames.rendered(), counted(counter)


def _run(config: MkDocsConfig) -> None:
    config.plugins.on_startup(command="build", dirty=False)
    try:
        run(config)
    except Abort as error:
        # The only thing that tells one from the other is the text.
        raise Failed(str(error), is_strict="in strict mode" in str(error)) from error
    finally:
        config.plugins.on_shutdown()


@contextmanager
def counting() -> Iterator[CountHandler]:
    """Count warnings while a site is built."""
    counter = CountHandler()
    counter.setLevel(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(counter)
    try:
        yield counter
    finally:
        logger.removeHandler(counter)
