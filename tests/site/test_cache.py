import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import asdict, replace

from gonogo import resources
from gonogo.assess import assess
from gonogo.insights import Derived
from gonogo.model.artifact import PageKind
from gonogo.model.history import (
    Curves,
    Flag,
    Kept,
    Moment,
    Origin,
    Past,
    Provenance,
    ServiceCurve,
    StandardMark,
)
from gonogo.model.portfolio import Judgement, Portfolio, Scorecard
from gonogo.order import Order
from gonogo.publish import pages
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs, Renderer
from gonogo.publishing import publish
from gonogo.read import read
from gonogo.site import cache as cache_
from gonogo.site.cache import KEY, MOST_PACKS, Cache
from gonogo.site.grounds import Grounds
from gonogo.site.ingredients import OF_OTHERS, Ingredients
from gonogo.site.remembering import Memory, remembering
from portals import tiny

DAY = date(2026, 11, 23)


ONE, TWO, THREE = (letter * KEY for letter in (b"1", b"2", b"3"))


def packs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pack"))


def held(folder: Path, *keys: bytes) -> list[bytes | None]:
    """Return what somebody finds who opens the folder now."""
    cache = Cache(folder)
    return [cache.get(key) for key in keys]


def test_a_value_is_found_under_its_key_only(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    assert held(folder, ONE) == [None]
    Cache(folder).put(ONE, b"value")
    assert held(folder, ONE, TWO) == [b"value", None]


def test_what_was_kept_is_found_without_a_look_at_the_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    cache.put(ONE, b"value")
    cache.put(TWO, b"other")
    (tmp_path / "index-left").write_bytes(b"of a build that was killed")
    cache.keep([ONE, TWO])
    assert sorted(path.name for path in tmp_path.glob("index*")) == ["index"]
    later = Cache(tmp_path)
    later.put(THREE, b"more")
    read: list[int] = []
    look = cache_.Opened.read

    def noted(opened: cache_.Opened, start: int, size: int) -> bytes:
        read.append(start)
        return look(opened, start, size)

    monkeypatch.setattr(cache_.Opened, "read", noted)
    found = Cache(tmp_path)
    assert found.packs == 2
    assert read == [0]  # the head of what came later
    assert [found.get(key) for key in (ONE, TWO, THREE)] == [b"value", b"other", b"more"]


@pytest.mark.parametrize("lie", [b"", b"\xc1", b"\x80", "begin", "size", "less", "end", "pack"])
def test_an_index_that_is_spoilt_hides_values_at_most(tmp_path: Path, lie: bytes | str) -> None:
    cache = Cache(tmp_path)
    for key in (ONE, TWO):
        cache.put(key, b"value" + key[:1])
    cache.keep([ONE, TWO])
    index = tmp_path / "index"
    if isinstance(lie, bytes):
        index.write_bytes(lie)
    else:
        told = msgspec.msgpack.decode(index.read_bytes(), type=dict[str, tuple[int, Any]], strict=False)
        ((name, (end, places)),) = told.items()
        begin, size = places[ONE]
        if lie == "begin":
            places[ONE] = (places[TWO][0], size)
        elif lie in {"size", "less"}:
            places[ONE] = (begin, 2**40 if lie == "size" else -5)
        told = {"other" if lie == "pack" else name: (2**40 if lie == "end" else end, places)}
        index.write_bytes(msgspec.msgpack.encode(told))
    for key, value in zip((ONE, TWO), held(tmp_path, ONE, TWO), strict=True):
        assert value in {b"value" + key[:1], None}
    assert held(tmp_path, TWO) == [b"value2"]
    cache.keep([ONE, TWO])


@pytest.mark.parametrize("size", [0, 1, 40, 71, 72, 76])
def test_a_pack_that_is_cut_short_holds_what_is_whole(tmp_path: Path, size: int) -> None:
    cache = Cache(tmp_path)
    cache.put(ONE, b"value")
    cache.put(TWO, b"other")
    (file,) = packs(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2 + size])
    assert held(tmp_path, ONE, TWO) == [b"value", None]
    file.write_bytes(whole[:size])
    assert held(tmp_path, ONE, TWO) == [None, None]
    Cache(tmp_path).put(ONE, b"again")
    assert held(tmp_path, ONE) == [b"again"]


@pytest.mark.parametrize("place", range(0, 77, 4))
def test_a_value_that_was_changed_is_no_value(tmp_path: Path, place: int) -> None:
    Cache(tmp_path).put(ONE, b"value")
    (file,) = packs(tmp_path)
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(content)
    assert held(tmp_path, ONE) == [None]


def test_a_pack_that_goes_or_shrinks_while_it_is_read_is_no_harm(tmp_path: Path) -> None:
    Cache(tmp_path).put(ONE, b"value")
    cache = Cache(tmp_path)
    cache.load()
    (file,) = packs(tmp_path)
    os.truncate(file, 10)
    assert cache.get(ONE) is None
    file.unlink()
    assert cache.get(ONE) is None


def test_processes_write_at_once_and_all_is_found(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(ONE, b"parent")
    if os.fork() == 0:
        cache.put(TWO, b"child")
        os._exit(0)
    os.wait()
    cache.put(THREE, b"parent again")
    assert held(tmp_path, ONE, TWO, THREE) == [b"parent", b"child", b"parent again"]
    assert len(packs(tmp_path)) == 2


def test_what_was_not_needed_goes_once_it_is_the_larger_half(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for key, size in ((ONE, 100), (TWO, 1_000), (THREE, 1_000)):
        cache.put(key, b"x" * size)
    cache.keep([TWO, THREE])
    assert held(tmp_path, ONE, TWO) == [b"x" * 100, b"x" * 1_000]
    cache.keep([ONE])
    assert held(tmp_path, ONE, TWO, THREE) == [b"x" * 100, None, None]
    cache.keep([])
    assert packs(tmp_path) == []
    assert (tmp_path / ".gitignore").read_text() == "*\n"


def test_many_packs_become_one(tmp_path: Path) -> None:
    keys = [bytes([number]) * KEY for number in range(MOST_PACKS + 1)]
    for key in keys:
        Cache(tmp_path).put(key, key)
    Cache(tmp_path).keep(keys)
    assert len(packs(tmp_path)) == 1
    assert held(tmp_path, *keys) == keys


@pytest.mark.parametrize("kind", ["file", "missing"])
def test_a_cache_that_cannot_be_written_does_nothing(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "cache"
    if kind == "file":
        folder.write_text("not a folder")
    else:
        folder = Path(os.devnull) / "cache"
    cache = Cache(folder)
    cache.put(ONE, b"value")
    assert cache.get(ONE) is None
    cache.keep([])


class Keys:
    """Keys that change when they are told to."""

    salt = b"a"

    def key(self, ref: Any) -> bytes:
        return sha256(self.salt + ref.path.encode()).digest()


def test_a_page_is_rendered_once_while_it_is_made_of_the_same(portfolio: Portfolio, tmp_path: Path) -> None:
    made: list[str] = []

    class Counting(tiny.TinyRenderer):
        def page(self, ref: Any) -> Any:
            made.append(ref.path)
            return super().page(ref)

    keys, some = Keys(), tiny.refs({"a": "A"})
    grounds = Grounds(portfolio.catalog, DAY, {})
    memory = Memory(cache=Cache(tmp_path), keys=keys, grounds=grounds)
    render = remembering(partial(Counting, refs=some, links=Links()), memory)
    first = [render().page(ref) for ref in some]
    memory = Memory(cache=Cache(tmp_path), keys=keys, grounds=grounds)
    render = remembering(partial(Counting, refs=some, links=Links()), memory)
    assert [render().page(ref) for ref in some] == first
    assert made == [ref.path for ref in some]
    keys.salt = b"b"
    render().page(some[0])
    assert made[-1] == some[0].path


class Recording(dict[str, Any]):
    """A mapping that knows what was read from it."""

    def __init__(self, held: dict[str, Any]) -> None:
        super().__init__(held)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a service's page looks at all services")

    items = values = keys = __iter__  # type: ignore[assignment]


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    catalog = read(resources.demo(), day=DAY, today=DAY).catalog
    assert catalog is not None
    return assess(catalog, DAY)


@pytest.fixture(scope="module")
def past(portfolio: Portfolio) -> Past:
    """Return a past in which every service stood elsewhere, written by somebody."""
    ahead = Derived(portfolio).outlook.services()
    steps = {id_: replace(each.steps[0], day=DAY - timedelta(days=50)) for id_, each in ahead.items()}
    origin = Origin(commit="abc", day=DAY, author="Ana", email="")
    return Past(
        moments=(Moment(commit="abc", day=DAY, author="Ana", email="", subject=""),),
        curves=Curves(
            until=DAY,
            services={id_: ServiceCurve(service=id_, steps=(step,)) for id_, step in steps.items()},
        ),
        provenance=Provenance(
            origins={
                Provenance.key(Kept.ANSWER, id_, check): origin
                for id_, card in portfolio.scorecards.items()
                for check in card.service.checks
            }
        ),
    )


def keys_of(inputs: Inputs) -> Ingredients:
    """Return what makes the keys of pages whose services are those of the scorecards."""
    portfolio = inputs.portfolio
    services = {id_: card.service for id_, card in portfolio.scorecards.items()}
    return Ingredients(inputs, Grounds(portfolio.catalog, portfolio.day, services), {})


@pytest.mark.parametrize("what", ["curve", "origin", "flag", "standards", "cut"])
def test_keys_change_with_what_a_page_shows_of_the_past(portfolio: Portfolio, past: Past, what: str) -> None:
    curve = past.curves.services["cart-service"]
    services = past.curves.services | {"cart-service": replace(curve, steps=())}
    key = next(key for key in past.provenance.origins if key.startswith("answer/cart-service/"))
    origins = past.provenance.origins | {key: replace(past.provenance.origins[key], author="Ben")}
    after = {
        "curve": replace(past, curves=replace(past.curves, services=services)),
        "origin": replace(past, provenance=replace(past.provenance, origins=origins)),
        "flag": replace(past, provenance=replace(past.provenance, flags={key: (Flag.SELF,)})),
        "standards": replace(past, standards=(StandardMark(day=DAY, commit="abc", id="x", version="2"),)),
        "cut": replace(past, is_cut=True),
    }[what]
    both = [Inputs(portfolio, (), Links(), Derived(portfolio, lambda _, p=each: p)) for each in (past, after)]  # type: ignore[misc]
    keys = [keys_of(each) for each in both]
    moved = {ref.name for ref in pages.refs(portfolio) if len({each.key(ref) for each in keys}) == 2}
    assert {"cart-service", "home", "changes"} <= moved
    assert ("login-service" in moved) is (what in {"standards", "cut"})
    renderers = [Renderer(each) for each in both]
    teams = [ref for ref in pages.refs(portfolio) if ref.kind is PageKind.TEAM and ref.name not in moved]
    assert bool(teams) is (what not in {"standards", "cut"})
    assert [renderers[0].page(ref) for ref in teams] == [renderers[1].page(ref) for ref in teams]


def test_a_service_s_page_is_made_of_nothing_but_what_its_key_is_made_of(
    portfolio: Portfolio, past: Past
) -> None:
    curves, origins = Recording(past.curves.services), Recording(past.provenance.origins)
    told = replace(
        past,
        curves=replace(past.curves, services=curves),
        provenance=replace(past.provenance, origins=origins),
    )
    known = Derived(portfolio, lambda _: told)
    cards, ahead = Recording(portfolio.scorecards), Recording(known.outlook.services())
    known.ahead = ahead
    known.ledger = given = Recording(dict(known.ledger))
    inputs = Inputs(portfolio, (), Links(), known)
    _ = inputs.dependents, inputs.contradictions
    held = Inputs(replace(portfolio, scorecards=cards), (), Links(), known)
    held.__dict__.update(inputs.__dict__ | {"portfolio": held.portfolio})
    depends = {
        id_: {each.service for each in card.service.depends_on} for id_, card in portfolio.scorecards.items()
    }
    for ref in pages.refs(portfolio):
        if ref.kind is PageKind.SERVICE:
            cards.read.clear()
            ahead.read.clear()
            given.read.clear()
            curves.read.clear()
            origins.read.clear()
            Renderer(held).page(ref)
            neighbours = depends[ref.name] | {id_ for id_, below in depends.items() if ref.name in below}
            assert cards.read & portfolio.scorecards.keys() <= neighbours | {ref.name}, ref.path
            assert ahead.read <= {ref.name}
            assert given.read == {ref.name}
            assert curves.read == {ref.name}
            assert {key.split("/")[1] for key in origins.read} <= {ref.name}


def owners_of(portfolio: Portfolio, service: str) -> set[str]:
    """Return the team of a service and all above it."""
    teams, found = portfolio.catalog.teams, list[str]()
    name: str | None = portfolio.scorecards[service].service.owner
    while name in teams:
        found.append(name)
        name = teams[name].parent
    return set(found)


@pytest.mark.parametrize("changed", ["fraud-scorer", "login-service", "campaign-pages"])
def test_pages_whose_keys_stay_the_same_stay_the_same(portfolio: Portfolio, changed: str) -> None:
    card = portfolio.scorecards[changed]
    other = replace(
        card,
        level="gold",
        findings=(replace(card.findings[0], remaining="Alerts of its own."), *card.findings[1:]),
        risks=(),
        review_due=None,
        judgement=Judgement(verdict=None),
    )
    after = replace(portfolio, scorecards=portfolio.scorecards | {changed: other})
    inputs = [Inputs(each, (), Links(), Derived(each)) for each in (portfolio, after)]
    keys = [keys_of(each) for each in inputs]
    renderers = [Renderer(each) for each in inputs]
    moved = set()
    for ref in pages.refs(portfolio):
        if len({each.key(ref) for each in keys}) == 1:
            assert renderers[0].page(ref) == renderers[1].page(ref), ref.path
        else:
            moved.add(f"{ref.kind}/{ref.name}")
    services = {each.removeprefix("service/") for each in moved if each.startswith("service/")}
    assert changed in services
    assert len(services) < 12
    teams = {each.removeprefix("team/") for each in moved if each.startswith("team/")}
    # How a service goes on depends on those that it cannot do without.
    leaning = inputs[0].leaning.get(changed, ())
    assert owners_of(portfolio, changed) <= teams
    assert teams <= owners_of(portfolio, changed).union(*(owners_of(portfolio, each) for each in leaning))


@pytest.mark.parametrize("changed", ["product-search", "fraud-scorer"])
def test_files_beside_pages_whose_keys_stay_the_same_stay_the_same(
    portfolio: Portfolio, changed: str, tmp_path: Path
) -> None:
    service = portfolio.catalog.services[changed]
    # What is left are reviews that are not shared with other services.
    other = replace(service, reviews=tuple(each for each in service.reviews if each.path == service.path))
    catalog = replace(portfolio.catalog, services=portfolio.catalog.services | {changed: other})
    order = Order(catalog=tmp_path, day=DAY, today=DAY)
    portfolios = [portfolio, assess(catalog, DAY)]
    beside = [publish(each, (), Links(), order).publication.beside() for each in portfolios]
    keys = [keys_of(Inputs(each, (), Links(), Derived(each))) for each in portfolios]
    moved = set()
    for ref in pages.refs(portfolio):
        if len({each.key(ref) for each in keys}) == 1:
            first, second = (list(each(ref)) for each in beside)
            assert first == second, ref.path
        else:
            moved.add(ref.name)
    assert ("team-checkout" in moved) is (changed == "product-search")


def test_all_that_others_make_of_a_scorecard_is_in_its_key(portfolio: Portfolio) -> None:
    services, moved = portfolio.catalog.services, set()
    for id_, service in services.items():
        other = replace(service, checks={}, description="Another.", depends_on=())
        catalog = replace(portfolio.catalog, services=services | {id_: other})
        after = assess(catalog, portfolio.day).scorecards
        for name in services.keys() - {id_}:
            before = portfolio.scorecards[name]
            made_by_others = {field: getattr(after[name], field) for field in OF_OTHERS}
            assert after[name] == replace(before, **made_by_others), (id_, name)
            moved |= {field for field, value in made_by_others.items() if value != getattr(before, field)}
    assert {"judgement", "ceilings", "effective_level"} <= moved


def test_keys_change_with_the_day_the_links_and_the_templates(portfolio: Portfolio) -> None:
    known = Derived(portfolio)
    variants = [
        Inputs(portfolio, (), Links(), known),
        Inputs(portfolio, (), Links(directory_urls=False), known),
        Inputs(portfolio, (), Links(), known, (("service.html", "mine"),)),
        Inputs(replace(portfolio, day=date(2026, 11, 24)), (), Links(), known),
    ]
    ref = next(ref for ref in pages.refs(portfolio) if ref.kind is PageKind.SERVICE)
    keys = [keys_of(inputs).key(ref) for inputs in variants]
    assert len(set(keys)) == len(variants)
    assert keys[0] == keys_of(Inputs(portfolio, (), Links(), Derived(portfolio))).key(ref)


OTHERS: dict[type, Callable[[Any], Any]] = {
    bool: lambda value: not value,
    StrEnum: lambda value: next(each for each in type(value) if each is not value),
    str: lambda value: f"{value}-x",
    int: lambda value: value + 1,
    date: lambda value: value + timedelta(days=1),
    tuple: lambda value: () if value else None,
    dict: lambda value: {} if value else None,
}


def another(value: Any) -> Any:
    """Return a value of the same kind that is not the same; None where that takes more than a look."""
    return next((make(value) for kind, make in OTHERS.items() if isinstance(value, kind)), None)


def variants(card: Scorecard) -> Iterator[tuple[str, Scorecard]]:
    """Yield a scorecard in which one value is another, once for each value of it and of what it holds."""
    for name, value in asdict(card).items():
        if name not in {"service", "findings", "risks"} and another(value) is not None:
            yield name, replace(card, **{name: another(value)})
    for name, value in asdict(card.service).items():
        if name not in {"id", "name", "path"} and another(value) is not None:
            yield f"service.{name}", replace(card, service=replace(card.service, **{name: another(value)}))
    for part in ("findings", "risks"):
        first, *rest = getattr(card, part)
        for name, value in asdict(first).items():
            if name not in {"id", "check"} and another(value) is not None:
                changed = replace(first, **{name: another(value)})
                yield f"{part}.{name}", replace(card, **{part: (changed, *rest)})


def with_card(portfolio: Portfolio, card: Scorecard) -> Portfolio:
    """Return a portfolio with another scorecard, and the service that it is of."""
    catalog = replace(portfolio.catalog, services=portfolio.catalog.services | {card.id: card.service})
    return replace(portfolio, catalog=catalog, scorecards=portfolio.scorecards | {card.id: card})


def test_pages_of_checks_risks_and_on_call_are_made_of_nothing_but_what_their_keys_are_made_of(
    portfolio: Portfolio,
) -> None:
    card = portfolio.scorecards["fraud-scorer"]
    kinds = {PageKind.CHECK, PageKind.RISK, PageKind.ON_CALL}
    before = Inputs(portfolio, (), Links(), Derived(portfolio))
    refs = [ref for ref in pages.refs(portfolio) if ref.kind in kinds]
    keys = {ref.path: keys_of(before).key(ref) for ref in refs}
    bodies = {ref.path: Renderer(before).page(ref) for ref in refs}
    first, hit = card.findings[0].check, card.risks[0]
    shown = {f"checks/{first}", f"checks/{card.findings[5].check}"}
    shown |= {f"risks/{each}" for each in (hit.id, *hit.covers, *portfolio.standard.checks[first].mitigates)}
    shown.add("on-call")
    near = [ref for ref in refs if ref.path in shown]
    assert {ref.kind for ref in near} == kinds
    same, other = set(), set()
    for name, variant in variants(card):
        after = with_card(portfolio, variant)
        inputs = Inputs(after, (), Links(), Derived(after))
        ingredients, renderer = keys_of(inputs), Renderer(inputs)
        for ref in near:
            if ingredients.key(ref) == keys[ref.path]:
                same.add((name, ref.path))
                assert renderer.page(ref) == bodies[ref.path], (name, ref.path)
            else:
                other.add((name, ref.path))
    # Both happen, or nothing was shown.
    assert ("service.description", f"checks/{first}") in same
    assert ("findings.state", f"checks/{first}") in other
    assert ("findings.state", "on-call") in same
    assert ("service.links", "on-call") in other
