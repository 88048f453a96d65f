"""A publication with next to nothing on its pages, to build sites from."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from gonogo.model.artifact import Artifact, Heading, Page, PageKind, PageRef, Read, Redirect
from gonogo.model.catalog import SourceHost
from gonogo.model.noun import Noun
from gonogo.publish.links import Links
from gonogo.site.publication import Beside, Edition, Publication

DAY = date(2026, 11, 23)
EDITION = Edition(day=DAY, stamped=DAY, standard="tiny 1", version="0.1.0", commit="abc1234")
SOURCE = SourceHost(url="https://git.example.com/r", host="gitlab", branch="main", path="catalog")

LISTS = (
    (PageKind.HOME, "index", "Home"),
    (PageKind.SERVICES, "services/index", "Services"),
    (PageKind.MATRIX, "matrix", "Scorecard matrix"),
    (PageKind.TEAMS, "teams/index", "Teams"),
    (PageKind.CHECKS, "checks/index", "Checks"),
    (PageKind.RISKS, "risks/index", "Risks"),
    (PageKind.WAIVERS, "waivers", "Waivers"),
    (PageKind.DATA, "data", "Data"),
)


class TinyRenderer(Noun):
    """Renders a page that links to Home and to the first services."""

    refs: tuple[PageRef, ...]
    links: Links

    def page(self, ref: PageRef) -> Page:
        near = [each for each in self.refs if each.kind is PageKind.SERVICE][:3]
        items = "".join(
            f'<li><a href="{self.links.href(ref.path, each.path, "risks")}">x</a></li>' for each in near
        )
        home = self.links.href(ref.path, "index")
        body = f'<p><a href="{home}">Home</a></p><h2 id="risks">R</h2><ul>{items}</ul><h2 id="checks">C</h2>'
        return Page(
            ref=ref,
            description=f"About {ref.title}",
            body=body,
            contents=(Heading(id="risks", title="Risks & more"), Heading(id="checks", title="Checks")),
            scripts=("assets/list.js",) if ref.kind is PageKind.SERVICES else (),
        )


def files() -> Iterator[Artifact]:
    yield Artifact(path="assets/list.js", content=b"window.list = 1\n")
    yield Artifact(path="api/v1/services.json", content=b"{}\n")


def beside() -> Beside:
    """Return what yields the one file of a service."""

    def files(ref: PageRef) -> Iterator[Artifact]:
        if ref.kind is PageKind.SERVICE:
            yield Artifact(path=f"api/v1/services/{ref.name}.json", content=b"1")

    return files


def gathered(services: Iterable[str], read: Read) -> Iterator[bytes]:
    """Yield what the files of the services hold."""
    for place, held in enumerate(read(f"api/v1/services/{name}.json" for name in services)):
        yield b"+" if place else b""
        yield held


def refs(services: dict[str, str], *, source: str | None = "services/x.yaml") -> tuple[PageRef, ...]:
    """Return the lists, a team, a check, a risk and services by id and title."""
    lists = [PageRef(kind=kind, name=kind.value, path=path, title=title) for kind, path, title in LISTS]
    one_each = [
        PageRef(kind=PageKind.TEAM, name="team-a", path="teams/team-a", title="Team A", source="teams.yaml"),
        PageRef(kind=PageKind.CHECK, name="alerts", path="checks/alerts", title="Alerts", search="paging"),
        PageRef(kind=PageKind.RISK, name="no-alerts", path="risks/no-alerts", title="No alerts"),
    ]
    pages = [
        PageRef(
            kind=PageKind.SERVICE,
            name=id_,
            path=f"services/{id_}",
            title=title,
            source=source,
            search=f"{id_} Team A",
        )
        for id_, title in services.items()
    ]
    return (*lists, *one_each, *pages)


def publication(
    services: dict[str, str] | int = 3, *, links: Links | None = None, redirects: tuple[Redirect, ...] = ()
) -> Publication:
    """Return a publication of services by id and title, or of so many of them."""
    named = {f"s{n}": f"Service {n}" for n in range(services)} if isinstance(services, int) else services
    links = links or Links()
    pages = refs(named)
    return Publication(
        title="Tiny",
        edition=EDITION,
        links=links,
        refs=pages,
        renderer=partial(TinyRenderer, refs=pages, links=links),
        redirects=redirects,
        files=(files,),
        beside=beside,
        gathered={"score.json": partial(gathered, tuple(named))},
        source=SOURCE,
    )
