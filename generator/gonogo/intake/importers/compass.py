"""Compass: `compass.yml`.

Format: https://developer.atlassian.com/cloud/compass/config-as-code/structure-and-contents-of-a-compass-yml-file/
"""

import re
from collections.abc import Iterator

from gonogo.intake.drafts import Delivery, Need, ServiceDraft
from gonogo.intake.foreign import Part, Said, documents
from gonogo.intake.links import Address, distinct, link
from gonogo.intake.mistake import Mistake
from gonogo.intake.words import KINDS, folded
from gonogo.model.words import Kind

FILES = ("*compass.yml", "*compass.yaml")
SURE = FILES
MARK = re.compile(rb"")


def read(content: bytes, path: str) -> Delivery:
    """Return the component in a file."""
    parts = documents(content, path)
    if isinstance(parts, Mistake):
        return Delivery(mistakes=(parts,))
    return Delivery(
        services=tuple(_service(each) for each in parts if each.text("name")),
        strange=tuple(
            Said(text="no Compass component", place=each.place) for each in parts if not each.text("name")
        ),
    )


def _service(part: Part) -> ServiceDraft:
    name = part.text("name") or ""
    type_ = part.said("typeId")
    word = folded(type_.text) if type_ is not None else ""
    said_owner = part.said("ownerId")
    links = distinct(_links(part))
    return ServiceDraft(
        # The ARI is what relationships name, and stays when a component is renamed.
        ref=part.text("id") or f"component:{name}".casefold(),
        place=part.at("name").place,
        name=name,
        kind=type_,
        kinds=(word,) if word else (),
        guess=KINDS.get(word, Kind.SERVICE),
        sure=not word or word in KINDS,
        description=part.text("description"),
        owners=(said_owner,) if said_owner is not None else (),
        tier=part.said("fields", "tier"),
        lifecycle=part.said("fields", "lifecycle"),
        tags=tuple(part.texts("labels")),
        links=links,
        needs=tuple(_needs(part)),
    )


def _links(part: Part) -> Iterator[Address | None]:
    for each in part.items("links"):
        yield link(each.text("type"), each.text("name"), each.text("url"), each.place)


def _needs(part: Part) -> Iterator[Need]:
    for each in part.items("relationships", "DEPENDS_ON"):
        text = each.text()
        if text:
            yield Need(ref=text, name=text.rpartition("/")[2], place=each.place)
