import pytest

from gonogo.model.artifact import Artifact
from gonogo.publish.formats import FORMATS
from gonogo.publish.formats.log import held_reviews, reviewers
from publish.formats import samples
from publish.formats.samples import Sample


def everything(sample: Sample) -> list[Artifact]:
    return [each for render in FORMATS.values() for each in render(sample.portfolio, sample.facts)]


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])
def test_the_same_portfolio_gives_the_same_bytes_and_no_path_twice(sample: Sample) -> None:
    first, second = everything(sample), everything(sample)
    assert first == second
    assert len({each.path for each in first}) == len(first)


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
