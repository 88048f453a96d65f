"""What an importer finds: services, teams and people in the words of the catalog that they come from."""

from gonogo.intake.foreign import Said
from gonogo.intake.links import Address
from gonogo.intake.mistake import Mistake
from gonogo.model.noun import Noun
from gonogo.model.problem import Place
from gonogo.model.words import Kind


class Need(Noun):
    """A dependency: the reference that other drafts may answer to, and what people call it."""

    ref: str
    name: str
    place: Place


class ServiceDraft(Noun):
    """A service as its source has it.

    `ref` is its one name in the source, `aliases` are others under which dependencies may reach it.
    `kind` is what the source calls it, `kinds` are the words under which a mapping may have it, the
    most telling first; `guess` is our kind for it (None: no service) and `sure` whether that is known.
    """

    ref: str
    place: Place
    name: str
    kind: Said | None = None
    kinds: tuple[str, ...] = ()
    guess: Kind | None = Kind.SERVICE
    sure: bool = True
    title: str | None = None
    description: str | None = None
    owners: tuple[Said, ...] = ()
    tier: Said | None = None
    lifecycle: Said | None = None
    system: str | None = None
    tags: tuple[str, ...] = ()
    links: tuple[Address, ...] = ()
    needs: tuple[Need, ...] = ()
    aliases: tuple[str, ...] = ()


class TeamDraft(Noun):
    """A team as its source has it; `ref` and `parent` are owners' references."""

    ref: str
    place: Place
    name: str
    title: str | None = None
    description: str | None = None
    parent: str | None = None
    children: tuple[str, ...] = ()
    channel: str | None = None
    people: tuple[str, ...] = ()


class PersonDraft(Noun):
    """A person as its source has it; `teams` are references of teams."""

    name: str
    place: Place
    title: str | None = None
    emails: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class Delivery(Noun):
    """What one file holds. `others` counts what is known and no service; `strange` is not known."""

    services: tuple[ServiceDraft, ...] = ()
    teams: tuple[TeamDraft, ...] = ()
    people: tuple[PersonDraft, ...] = ()
    others: dict[str, int] = {}
    strange: tuple[Said, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def together(deliveries: list[Delivery]) -> Delivery:
    """Return the deliveries of several files as one."""
    others: dict[str, int] = {}
    for each in deliveries:
        for kind, count in each.others.items():
            others[kind] = others.get(kind, 0) + count
    return Delivery(
        services=tuple(draft for each in deliveries for draft in each.services),
        teams=tuple(draft for each in deliveries for draft in each.teams),
        people=tuple(draft for each in deliveries for draft in each.people),
        others=dict(sorted(others.items())),
        strange=tuple(said for each in deliveries for said in each.strange),
        mistakes=tuple(mistake for each in deliveries for mistake in each.mistakes),
    )
