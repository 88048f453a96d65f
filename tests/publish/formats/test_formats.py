import uuid
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

import pytest

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Due, State
from gonogo.publish.formats import FORMATS, GATHERED, OF_GROUPS, OF_ORGANISATION, OF_SERVICE, OF_TEAM, counts
from gonogo.publish.formats.agenda import agenda, agenda_of
from gonogo.publish.formats.log import held_reviews, reviewers
from gonogo.publish.formats.stamps import Identities
from gonogo.publish.formats.tables import next_due
from publish.formats import samples
from publish.formats.samples import Sample


def everything(sample: Sample) -> list[Artifact]:
    return [each for render in FORMATS.values() for each in render(sample.portfolio, sample.facts)]


def due_of(service: str, sample: Sample) -> list[Due]:
    return [due for due in sample.due if due.service == service]


def of_services(name: str, sample: Sample) -> Iterator[Artifact]:
    files = OF_SERVICE[name](sample.portfolio, sample.facts.links)
    for id_, card in sample.portfolio.scorecards.items():
        yield from files(card, due_of(id_, sample))


def by_path(artifacts: Iterable[Artifact]) -> list[Artifact]:
    return sorted(artifacts, key=lambda each: each.path)


each_sample = pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])


@each_sample
def test_the_same_portfolio_gives_the_same_bytes_and_no_path_twice(sample: Sample) -> None:
    first, second = everything(sample), everything(sample)
    assert first == second
    assert len({each.path for each in first}) == len(first)


@each_sample
def test_formats_are_the_files_of_each_service_and_team_those_of_all_and_what_is_gathered(
    sample: Sample,
) -> None:
    portfolio, facts = sample.portfolio, sample.facts
    files = [each for name in OF_SERVICE for each in of_services(name, sample)]
    held = {each.path: each.content for each in files}
    read = partial(map, held.__getitem__)
    gathered = ((path, b"".join(gather(portfolio, read))) for path, gather in GATHERED.items())
    files += [Artifact(path=path, content=content) for path, content in gathered]
    for make in OF_TEAM.values():
        files += chain(*map(make(portfolio, facts), facts.teams.values()))
    for render in (*OF_GROUPS.values(), *OF_ORGANISATION.values()):
        files += render(portfolio, facts)
    assert by_path(files) == by_path(everything(sample))


def test_the_files_of_a_service_do_not_depend_on_which_were_made_before() -> None:
    sample = samples.hostile()
    card = sample.portfolio.scorecards["plain"]
    for name, of_service in OF_SERVICE.items():
        alone = list(of_service(sample.portfolio, sample.facts.links)(card, due_of("plain", sample)))
        assert alone == [each for each in of_services(name, sample) if each in alone]
        assert len(alone) == len({each.path for each in alone}) > 0


@each_sample
def test_the_agenda_of_all_is_that_of_each_service_in_order(sample: Sample) -> None:
    cards, day = sample.portfolio.scorecards, sample.portfolio.day
    each = [due for id_, card in cards.items() for due in agenda_of(card, day, due_of(id_, sample))]
    whole = agenda(sample.portfolio, lambda id_: due_of(id_, sample))
    assert sorted(each) == list(whole)
    first = {due.service: due.day for due in reversed(whole)}
    assert next_due(whole) == first


@each_sample
def test_what_is_counted_is_what_findings_and_risks_say_of_themselves(sample: Sample) -> None:
    for card in sample.portfolio.scorecards.values():
        assert card.failing == sum(finding.is_failing for finding in card.findings)
        assert sum(card.states.values()) == len(card.findings)
        assert card.waived == [finding.state for finding in card.findings].count(State.WAIVED)
        weights = [tally.weight for tally in card.categories.values()]
        assert (sum(weights), 0 in weights) == (card.tally.weight, False)
        standing = [risk.residual.exposure for risk in card.risks if risk.is_standing]
        assert (len(counts.standing(card)), counts.exposure(card)) == (
            len(standing),
            max(standing, default=None),
        )


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile()])
def test_an_id_is_a_uuid_of_its_portal_and_parts(sample: Sample) -> None:
    source = sample.portfolio.catalog.source
    root = sample.portfolio.catalog.title if source is None else source.url
    for number in range(64):
        parts = ("é", str(number))
        expected = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((root, *parts)))
        assert Identities(sample.portfolio).of(*parts) == str(expected)


def test_paths_stay_below_the_site() -> None:
    for artifact in everything(samples.hostile()):
        assert not artifact.path.startswith("/")
        assert ".." not in artifact.path.split("/")


def test_the_log_has_each_review_once_and_the_newest_first() -> None:
    log = held_reviews(samples.hostile().portfolio)
    assert [(each.review.date.day, each.services) for each in log] == [
        (20, ("new", "plain")),
        (18, ("evil",)),
    ]
    dates = [each.review.date for each in held_reviews(samples.demo().portfolio)]
    assert dates == sorted(dates, reverse=True)


def test_a_reviewer_is_named_as_people_know_them() -> None:
    sample = samples.demo()
    log = held_reviews(sample.portfolio)
    assert any("Carla Mendes (SRE lead)" in reviewers(each.review, sample.portfolio) for each in log)
