from collections.abc import Iterable

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from gonogo.publish.formats import openmetrics
from publish.formats import samples
from publish.formats.samples import Sample


def families(text: str) -> Iterable[Metric]:
    found: Iterable[Metric] = text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
    return found


def values(sample: Sample) -> dict[tuple[str, ...], float]:
    (artifact,) = openmetrics.render(sample.portfolio, sample.facts)
    return {
        (each.name, *(str(value) for _, value in sorted(each.labels.items()))): each.value
        for family in families(artifact.content.decode())
        for each in family.samples
    }


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])
def test_the_file_parses_and_names_its_day(sample: Sample) -> None:
    assert values(sample)["gonogo_as_of_timestamp_seconds",] == 1795392000


class Parsed(Collector):
    """What the library reads in a file."""

    def __init__(self, text: str) -> None:
        self.families = list(families(text))

    def collect(self) -> Iterable[Metric]:
        return self.families


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])
def test_the_library_writes_what_it_reads_as_it_is(sample: Sample) -> None:
    (artifact,) = openmetrics.render(sample.portfolio, sample.facts)
    registry = CollectorRegistry()
    registry.register(Parsed(artifact.content.decode()))
    assert generate_latest(registry) == artifact.content  # type: ignore[no-untyped-call]


def test_services_are_counted_by_verdict() -> None:
    found = values(samples.demo())
    counts = [found["gonogo_services", each] for each in ("go", "conditional", "no-go", "unassessed")]
    organisation = samples.demo().facts.organisation
    assert organisation is not None
    assert sum(counts) == len(organisation.members)
    assert all(counts)


def test_a_service_without_a_score_has_no_sample() -> None:
    found = values(samples.hostile())
    assert ("gonogo_service_score", "plain") in found
    assert found["gonogo_service_level", "plain"] == 0
    assert ("gonogo_service_verdict", "new", "go") not in found
    assert found["gonogo_unreadable_files",] == 2
