"""Datadog: service definitions v2 to v2.2 and entities v3.

Format: https://docs.datadoghq.com/internal_developer_portal/software_catalog/entity_model/
"""

import re
from collections import Counter
from collections.abc import Iterator

from gonogo.intake.drafts import Delivery, Need, ServiceDraft
from gonogo.intake.foreign import Part, Said, documents
from gonogo.intake.links import Address, distinct, link
from gonogo.intake.mistake import Mistake
from gonogo.intake.words import KINDS, folded
from gonogo.model.words import Kind

FILES = ("*.yaml", "*.yml", "*.json")
SURE = ("*.datadog.yaml", "*.datadog.yml")
MARK = re.compile(rb"dd-service\b|apiVersion\W+v3\b")

GUESSES = {
    "service": Kind.SERVICE,
    "frontend": Kind.WEBSITE,
    "library": Kind.LIBRARY,
    "datastore": Kind.INFRASTRUCTURE,
    "queue": Kind.INFRASTRUCTURE,
}
"""Kinds of entities that become services, and as what where their type says no more."""

UNDERSTOOD = ("system", "api", "endpoint")
_TYPES = {"custom": Kind.SERVICE, "web": Kind.SERVICE}
"""Types of services that say how they are instrumented, not what they are."""


def read(content: bytes, path: str) -> Delivery:
    """Return the services and entities in a file."""
    parts = documents(content, path)
    if isinstance(parts, Mistake):
        return Delivery(mistakes=(parts,))
    entities = [each for part in parts for each in (part.value if isinstance(part.value, list) else [part])]
    services = [
        _entity(each) if each.text("metadata", "name") else _definition(each)
        for each in entities
        if _is_entity(each) and _kind(each) not in UNDERSTOOD
    ]
    strange = [each for each in entities if not _is_entity(each)]
    return Delivery(
        services=tuple(services),
        others=dict(
            Counter(_kind(each) for each in entities if _is_entity(each) and _kind(each) in UNDERSTOOD)
        ),
        strange=tuple(Said(text="no Datadog service", place=each.place) for each in strange),
    )


def _is_entity(part: Part) -> bool:
    return bool(part.text("dd-service") or (part.text("kind") and part.text("metadata", "name")))


def _kind(entity: Part) -> str:
    return (entity.text("kind") or "service").casefold()


def _definition(part: Part) -> ServiceDraft:
    """Return a service of the formats before v3."""
    name = part.text("dd-service") or ""
    said_owner = part.said("team")
    type_ = part.said("type")
    word = folded(type_.text) if type_ is not None else ""
    links = distinct(
        [
            *_links(part, "repos", "repo"),
            *_links(part, "links"),
            *_links(part, "docs", "doc"),
            *_pager(part),
        ]
    )
    return ServiceDraft(
        ref=f"service:{name}".casefold(),
        place=part.at("dd-service").place,
        name=name,
        kind=type_,
        kinds=(*((f"service/{word}", word) if word else ()), "service"),
        guess=_guess("service", word),
        sure=_is_sure("service", word),
        description=part.text("description"),
        owners=(said_owner,) if said_owner is not None else (),
        tier=part.said("tier"),
        lifecycle=part.said("lifecycle"),
        system=part.text("application"),
        tags=tuple(part.texts("tags")),
        links=links,
    )


def _entity(part: Part) -> ServiceDraft:
    """Return an entity of v3."""
    kind, name = _kind(part), part.text("metadata", "name") or ""
    said_owner = part.said("metadata", "owner")
    type_ = part.said("spec", "type")
    word = folded(type_.text) if type_ is not None else ""
    systems = [
        each.partition(":")[2] for each in part.texts("spec", "componentOf") if each.startswith("system:")
    ]
    links = distinct([*_links(part.at("metadata"), "links"), *_pager(part)])
    return ServiceDraft(
        ref=f"{kind}:{name}".casefold(),
        place=part.at("metadata", "name").place,
        name=name,
        kind=type_ if kind == "service" and type_ is not None else part.said("kind"),
        kinds=(*((f"{kind}/{word}", word) if word else ()), kind),
        guess=_guess(kind, word),
        sure=_is_sure(kind, word),
        title=part.text("metadata", "displayName"),
        description=part.text("metadata", "description"),
        owners=(said_owner,) if said_owner is not None else (),
        tier=part.said("spec", "tier"),
        lifecycle=part.said("spec", "lifecycle"),
        system=systems[0] if systems else None,
        tags=tuple(part.texts("metadata", "tags")),
        links=links,
        needs=tuple(_needs(part)),
    )


def _guess(kind: str, word: str) -> Kind | None:
    guess = GUESSES.get(kind)
    return _TYPES.get(word) or KINDS.get(word, guess) if guess is Kind.SERVICE else guess


def _is_sure(kind: str, word: str) -> bool:
    return GUESSES.get(kind) is not Kind.SERVICE or not word or word in _TYPES or word in KINDS


def _links(part: Part, key: str, kind: str | None = None) -> Iterator[Address | None]:
    for each in part.items(key):
        yield link(each.text("type") or kind, each.text("name"), each.text("url"), each.place)


def _pager(part: Part) -> Iterator[Address | None]:
    """Yield where on call is kept. That is a link: the name of the rotation is not in the source."""
    for tool in ("pagerduty", "opsgenie"):
        found = part.at("integrations", tool)
        url = found.text() or found.text("service-url") or found.text("serviceURL")
        yield link("on-call", tool.capitalize(), url, found.place)


def _needs(part: Part) -> Iterator[Need]:
    for each in part.items("spec", "dependsOn"):
        text = each.text()
        if text is not None:
            kind, colon, name = text.partition(":")
            ref = text if colon else f"service:{kind}"
            yield Need(ref=ref.casefold(), name=name or kind, place=each.place)
