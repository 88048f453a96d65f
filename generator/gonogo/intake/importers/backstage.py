"""Backstage: entities of `catalog-info.yaml` files.

Format: https://backstage.io/docs/features/software-catalog/descriptor-format
"""

import re
from collections import Counter
from collections.abc import Iterator

from gonogo.intake.drafts import Delivery, Need, PersonDraft, ServiceDraft, TeamDraft
from gonogo.intake.foreign import Part, Said, documents
from gonogo.intake.links import Address, distinct, link, repository
from gonogo.intake.mistake import Mistake
from gonogo.intake.owners import DEFAULT, owner
from gonogo.intake.words import KINDS, folded
from gonogo.model.words import Kind

FILES = ("*.yaml", "*.yml", "*.json")
SURE = ("*catalog-info*.yaml", "*catalog-info*.yml")
MARK = re.compile(rb"\bbackstage\.io/v")

GUESSES = {"component": Kind.SERVICE, "resource": Kind.INFRASTRUCTURE}
"""Kinds of entities that become services, and as what where their type is not known."""

UNDERSTOOD = ("api", "system", "domain", "location", "template")
"""Kinds that are read for what they say of others, and are no services themselves."""

PEOPLE = ("group", "user")

_LOCATION = "backstage.io/source-location"
_SOURCE = re.compile(r"(?:url|github|gitlab|bitbucket):(https?://\S+)")
_SLUGS = {
    "github.com/project-slug": "github",
    "gitlab.com/project-slug": "gitlab",
    "bitbucket.org/project-slug": "bitbucket",
}
_NEEDS = (("dependsOn", "component"), ("consumesApis", "api"))


def read(content: bytes, path: str) -> Delivery:
    """Return the entities in a file."""
    parts = documents(content, path)
    if isinstance(parts, Mistake):
        return Delivery(mistakes=(parts,))
    entities = [each for part in parts for each in (part.value if isinstance(part.value, list) else [part])]
    known = [each for each in entities if _is_entity(each)]
    strange = [each for each in entities if not _is_entity(each)]
    return Delivery(
        services=tuple(_service(each) for each in known if _kind(each) not in (*UNDERSTOOD, *PEOPLE)),
        teams=tuple(_team(each) for each in known if _kind(each) == "group"),
        people=tuple(_person(each) for each in known if _kind(each) == "user"),
        others=dict(Counter(_kind(each) for each in known if _kind(each) in UNDERSTOOD)),
        strange=tuple(Said(text="no Backstage entity", place=each.place) for each in strange),
    )


def _is_entity(part: Part) -> bool:
    return bool(part.text("kind") and part.text("metadata", "name"))


def _kind(entity: Part) -> str:
    return (entity.text("kind") or "").casefold()


def reference(text: str, kind: str, namespace: str = DEFAULT) -> str:
    """Return `[kind:][namespace/]name` in its full form, `kind:namespace/name`."""
    before, colon, rest = text.strip().partition(":")
    kind, name = (before, rest) if colon else (kind, before)
    space, slash, last = name.partition("/")
    return f"{kind}:{space if slash else namespace}/{last if slash else space}".casefold()


def _namespace(entity: Part) -> str:
    return entity.text("metadata", "namespace") or DEFAULT


def _name(entity: Part) -> str:
    """Return the name that becomes the id; a namespace of its own is part of it."""
    name, namespace = entity.text("metadata", "name") or "", _namespace(entity)
    return name if namespace.casefold() == DEFAULT else f"{namespace}-{name}"


def _service(entity: Part) -> ServiceDraft:
    kind, type_ = _kind(entity), entity.said("spec", "type")
    word = folded(type_.text) if type_ is not None else ""
    guess = GUESSES.get(kind)
    links = distinct([*_repositories(entity), *_links(entity)])
    said_owner = entity.said("spec", "owner")
    system = entity.text("spec", "system")
    namespace = _namespace(entity)
    return ServiceDraft(
        ref=reference(entity.text("metadata", "name") or "", kind, namespace),
        place=entity.at("metadata", "name").place,
        name=_name(entity),
        kind=type_ if guess is not None and type_ is not None else entity.said("kind"),
        kinds=(*((f"{kind}/{word}", word) if word else ()), kind),
        guess=KINDS.get(word, guess) if guess is not None else None,
        sure=guess is Kind.INFRASTRUCTURE or not word or word in KINDS,
        title=entity.text("metadata", "title"),
        description=entity.text("metadata", "description"),
        owners=(said_owner,) if said_owner is not None else (),
        tier=_tier(entity),
        lifecycle=entity.said("spec", "lifecycle"),
        system=re.split(r"[:/]", system)[-1] if system else None,
        tags=tuple(entity.texts("metadata", "tags")),
        links=links,
        needs=tuple(_needs(entity, namespace)),
        aliases=tuple(reference(each, "api", namespace) for each in entity.texts("spec", "providesApis")),
    )


def _tier(entity: Part) -> Said | None:
    """Return the tier, for which Backstage has no field: `spec.tier`, a label or an annotation."""
    said = entity.said("spec", "tier")
    if said is not None:
        return said
    for route in ("labels", "annotations"):
        for key, part in entity.entries("metadata", route).items():
            text = part.text()
            if text and key.rpartition("/")[2].casefold() in ("tier", "service-tier"):
                return Said(text=text, place=part.place)
    return None


def _repositories(entity: Part) -> Iterator[Address | None]:
    """Yield the repository that annotations name; no other annotation is looked at."""
    annotations = entity.entries("metadata", "annotations")
    source = annotations[_LOCATION].text() if _LOCATION in annotations else None
    found = _SOURCE.fullmatch(source or "")
    if found is not None:
        yield repository("github", found.group(1), annotations[_LOCATION].place)
        return
    for key, provider in _SLUGS.items():
        if key in annotations:
            yield repository(provider, annotations[key].text(), annotations[key].place)


def _links(entity: Part) -> Iterator[Address | None]:
    for each in entity.items("metadata", "links"):
        yield link(each.text("type") or each.text("icon"), each.text("title"), each.text("url"), each.place)


def _needs(entity: Part, namespace: str) -> Iterator[Need]:
    for key, kind in _NEEDS:
        for each in entity.items("spec", key):
            text = each.text()
            if text is not None:
                ref = reference(text, kind, namespace)
                yield Need(ref=ref, name=ref.rpartition("/")[2], place=each.place)


def _team(entity: Part) -> TeamDraft:
    namespace = _namespace(entity)
    parent = entity.text("spec", "parent")
    return TeamDraft(
        ref=owner(f"{namespace}/{entity.text('metadata', 'name')}").ref,
        place=entity.at("metadata", "name").place,
        name=_name(entity),
        title=entity.text("spec", "profile", "displayName") or entity.text("metadata", "title"),
        description=entity.text("metadata", "description"),
        parent=owner(parent).ref if parent else None,
        children=tuple(owner(each).ref for each in entity.texts("spec", "children")),
        people=tuple(owner(f"user:{_bare(each)}").name for each in entity.texts("spec", "members")),
    )


def _bare(ref: str) -> str:
    """Return the name in a reference to a user."""
    return re.split(r"[:/]", ref)[-1]


def _person(entity: Part) -> PersonDraft:
    email = entity.text("spec", "profile", "email")
    return PersonDraft(
        name=_name(entity),
        place=entity.at("metadata", "name").place,
        title=entity.text("spec", "profile", "displayName") or entity.text("metadata", "title"),
        emails=(email,) if email else (),
        teams=tuple(owner(each).ref for each in entity.texts("spec", "memberOf")),
    )
