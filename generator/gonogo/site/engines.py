"""Building by another engine: it makes the pages of a folder, of which we learn our frames and stamp them.

MkDocs needs no folder: our plugin runs in it (`building`).
"""

import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files

from gonogo.publish.problems.safe import line
from gonogo.site import building, derived, programs, sheets, sitemap, sources, theme
from gonogo.site.adapter import log
from gonogo.site.assembly import ERROR_PAGE, Assembly
from gonogo.site.building import Failed
from gonogo.site.frame import FrameError
from gonogo.site.programs import Program
from gonogo.site.publication import Draft, Publication
from gonogo.site.settings import PLUGIN
from gonogo.site.sharing import Progress, Workers
from gonogo.site.sheets import Sheet
from gonogo.site.writing import Output


def build(
    engine: str,
    draft: Draft,
    config: MkDocsConfig,
    output: Output,
    *,
    workers: Workers,
    progress: Progress,
) -> int:
    """Build the portal and look at it; return the number of warnings that were logged."""
    if engine == programs.MKDOCS:
        return building.build(draft, config, output, workers=workers, progress=progress)
    publication, folder = draft.whole(), Path(output.site)
    with building.counting() as counter:
        # Beside the new site: where a build is killed, the next one removes both.
        work = folder.with_name(f"{folder.name}.{engine}")
        try:
            assembly = _made(programs.PROGRAMS[engine], publication, config, work, folder)
            frames = assembly.frames.rendered()
        except (FrameError, programs.GaveUp) as error:
            raise Failed(str(error), is_strict=False) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)
    warnings = building.counted(counter)
    warnings += building.stamp(publication, frames, output, workers=workers, progress=progress)
    if config.strict and warnings:
        message = f"{warnings} warnings in strict mode"
        raise Failed(message, is_strict=True)
    return warnings


def _made(
    program: Program, publication: Publication, config: MkDocsConfig, work: Path, folder: Path
) -> Assembly:
    """Have the engine build, and learn from what it made; our own pages are not there yet."""
    for path in sources.irregular(Path(config.docs_dir)):
        message = f"{line(str(path))} is a symbolic link or no regular file; put the file itself there"
        raise Failed(message, is_strict=False)
    _prepare(program, publication, config, folder)
    assembly = Assembly(publication, config, log.warning, is_late=True)
    files = get_files(config)
    assembly.add(files, config)
    assembly.settle(files)
    pages = tuple(sheets.sheets(files, assembly.begun))
    for warning in programs.run(program, _written(work, config, files, pages)):
        log.warning(f"{program.name}: {warning}")
    for made in (work / derived.SITE).iterdir():
        made.rename(folder / made.name)
    for page in pages:
        _learn(page, folder, assembly)
    lost = folder / ERROR_PAGE
    if lost.is_file():
        lost.write_text(sheets.without_frames(lost.read_text(encoding="utf-8")), encoding="utf-8")
    sitemap.rewrite(folder, assembly.publication)
    assembly.finish(program.index, program.scripts)
    return assembly


def _prepare(program: Program, publication: Publication, config: MkDocsConfig, folder: Path) -> None:
    """Have the configuration say what the plugin would have it say."""
    for name in derived.left_out(config):
        log.warning(f"{program.name}: the plugin or hook `{line(name)}` is left out, only mkdocs runs it")
    config.site_dir, config.use_directory_urls = str(folder), publication.links.directory_urls
    # Who adds files to those of MkDocs is known while a plugin's event runs; here no event does.
    config.plugins._current_plugin = PLUGIN  # noqa: SLF001 - MkDocs offers no other way
    theme.prepare(config)


def _written(work: Path, config: MkDocsConfig, files: Files, pages: tuple[Sheet, ...]) -> Path:
    """Write all that the engine needs; return its configuration."""
    sheets.write(work / derived.DOCS, pages, files)
    for folder in (theme.templates(), config.theme.custom_dir):
        if folder:
            shutil.copytree(folder, work / derived.THEME, dirs_exist_ok=True)
    written = work / "mkdocs.yml"
    nav = sheets.labelled(sheets.with_frames(config.nav, files), files, pages)
    written.write_text(derived.configuration(config, nav), encoding="utf-8")
    return written


def _learn(page: Sheet, folder: Path, assembly: Assembly) -> None:
    """Take away a page that we fill, and keep it as a frame; resolve the links of prose."""
    made = folder / page.made
    if not made.is_file():
        message = f"the engine made no page of {page.name}"
        raise FrameError(message)
    html = sheets.without_frames(made.read_text(encoding="utf-8"), is_frame=page.is_frame)
    name = page.made.removesuffix(".html")
    if page.path is None:
        made.write_text(assembly.resolve(html, name, page.name), encoding="utf-8")
        return
    html = page.filled(assembly.resolve(html, name, page.name))
    assembly.frames.learn(page.path, html, has_title=page.is_frame)
    made.unlink()
    if page.is_frame and made.name == "index.html":
        made.parent.rmdir()
