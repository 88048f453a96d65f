"""OpsLevel: `opslevel.yml`.

Format: https://docs.opslevel.com/docs/opslevel-yml
"""

import re
from collections.abc import Iterator

from gonogo.intake.drafts import Delivery, Need, ServiceDraft
from gonogo.intake.foreign import Part, Said, documents
from gonogo.intake.links import Address, distinct, link, repository
from gonogo.intake.mistake import Mistake
from gonogo.intake.words import KINDS, folded
from gonogo.model.words import Kind

FILES = ("*opslevel.yml", "*opslevel.yaml")
SURE = FILES
MARK = re.compile(rb"")


def read(content: bytes, path: str) -> Delivery:
    """Return the services in a file."""
    parts = documents(content, path)
    if isinstance(parts, Mistake):
        return Delivery(mistakes=(parts,))
    found = [each for part in parts for each in _services(part)]
    named = [each for each in found if each.text("name") or each.text("alias")]
    strange = [
        Said(
            text="a repository without a service" if part.entries("repository") else "no service",
            place=part.place,
        )
        for part in parts
        if not any(each in named for each in _services(part))
    ]
    return Delivery(services=tuple(_service(each) for each in named), strange=tuple(strange))


def _services(part: Part) -> list[Part]:
    """Return what stands below `service` or `services`; the same parts whenever it is asked."""
    single = [part.at("service")] if part.entries("service") else []
    return [*single, *(each for each in part.items("services") if isinstance(each.value, dict))]


def _service(part: Part) -> ServiceDraft:
    name = part.text("name") or part.text("alias") or ""
    said_owner = part.said("owner")
    type_ = part.said("type")
    word = folded(type_.text) if type_ is not None else ""
    links = distinct([*_repositories(part), *_tools(part)])
    return ServiceDraft(
        ref=f"service:{folded(name)}",
        place=(part.at("name") if part.text("name") else part.at("alias")).place,
        name=name,
        kind=type_,
        kinds=(*((word,) if word else ()), "service"),
        guess=KINDS.get(word, Kind.SERVICE),
        sure=not word or word in KINDS,
        title=part.text("name"),
        description=part.text("description"),
        owners=(said_owner,) if said_owner is not None else (),
        tier=part.said("tier"),
        lifecycle=part.said("lifecycle"),
        system=part.text("system") or part.text("product"),
        tags=tuple(_tags(part)),
        links=links,
        needs=tuple(_needs(part)),
        aliases=tuple(f"service:{folded(each)}" for each in part.texts("aliases")),
    )


def _tags(part: Part) -> Iterator[str]:
    for each in part.items("tags"):
        key, value = each.text("key"), each.text("value")
        text = each.text() or (f"{key}:{value}" if key and value else key)
        if text:
            yield text


def _repositories(part: Part) -> Iterator[Address | None]:
    for each in part.items("repositories"):
        yield repository(each.text("provider") or "github", each.text() or each.text("name"), each.place)


def _tools(part: Part) -> Iterator[Address | None]:
    for each in part.items("tools"):
        yield link(each.text("category"), each.text("name"), each.text("url"), each.place)


def _needs(part: Part) -> Iterator[Need]:
    for each in part.items("dependencies"):
        name = each.text() or each.text("service") or each.text("alias") or each.text("name")
        if name:
            yield Need(ref=f"service:{folded(name)}", name=name, place=each.place)
