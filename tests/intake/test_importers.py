"""Importers: what they find in the small cases beside this file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.intake.drafts import Delivery, ServiceDraft, together
from gonogo.intake.importers import IMPORTERS
from gonogo.intake.links import Address

SOURCES = Path(__file__).parent / "sources"


def delivered(importer: str) -> Delivery:
    folder = SOURCES / importer
    return together(
        [
            IMPORTERS[importer].read(path.read_bytes(), path.relative_to(folder).as_posix())
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]
    )


def found(importer: str) -> dict[str, ServiceDraft]:
    return {draft.ref: draft for draft in delivered(importer).services}


def urls(links: tuple[Address, ...]) -> list[tuple[str, str]]:
    return [(each.kind, each.url) for each in links]


@pytest.mark.parametrize("importer", IMPORTERS)
@settings(deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_an_importer_fall_over(importer: str, content: bytes) -> None:
    assert isinstance(IMPORTERS[importer].read(content, "f"), Delivery)


@pytest.mark.parametrize("importer", ["backstage", "datadog", "opslevel", "cortex", "compass"])
@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "null",
        "text",
        "{kind: [], metadata: x}",
        "{kind: Component, metadata: {name: {}}, spec: []}",
        "{kind: Component, metadata: {name: a, tags: {a: b}, links: [1, [2], {url: []}]}, spec: {owner: []}}",
        "{apiVersion: v3, kind: service, metadata: {name: a, links: x}, spec: {dependsOn: {a: 1}}}",
        "{service: [], services: [1, {name: []}]}",
        "{info: {x-cortex-tag: a, x-cortex-owners: 1, x-cortex-git: [], x-cortex-link: {a: 1}}}",
        "{name: a, typeId: [], fields: 1, links: 1, relationships: [], labels: {}}",
    ],
    ids=range(10),
)
def test_values_of_the_wrong_shape_are_left_out(importer: str, text: str) -> None:
    delivery = IMPORTERS[importer].read(text.encode(), "f")
    assert not delivery.mistakes


def test_backstage() -> None:
    delivery, drafts = delivered("backstage"), found("backstage")
    assert len(delivery.services) == 7
    assert [team.name for team in delivery.teams] == ["team-shop"]
    assert [person.emails for person in delivery.people] == [("ana@example.com",)]
    assert delivery.others == {"api": 1}
    assert [said.place.path for said in delivery.strange] == ["plugins/catalog-info.yml"]
    cart = drafts["component:default/cart_api"]
    assert (cart.title, cart.system, cart.tags) == ("Cart API", "shop", ("java", "system:shop"))
    assert cart.tier is not None
    assert cart.tier.text == "tier_1"
    assert cart.aliases == ("api:default/cart-v1",)
    assert ("repository", "https://github.com/shop/cart") in urls(cart.links)
    assert ("runbook", "https://wiki.example.com/rb/cart") in urls(cart.links)
    assert [need.ref for need in cart.needs] == [
        "resource:default/cart-db",
        "component:default/nowhere",
        "component:default/cart_api",
    ]


def test_backstage_keeps_namespaces_apart() -> None:
    text = "{kind: Component, metadata: {name: a, namespace: eu}, spec: {type: service, dependsOn: ['b']}}"
    draft = IMPORTERS["backstage"].read(text.encode(), "f").services[0]
    assert (draft.ref, draft.name, draft.needs[0].ref) == ("component:eu/a", "eu-a", "component:eu/b")


def test_datadog() -> None:
    delivery, drafts = delivered("datadog"), found("datadog")
    assert list(drafts) == ["service:object-store", "service:web-gateway", "datastore:sessions"]
    assert delivery.others == {"system": 1}
    store, gateway = drafts["service:object-store"], drafts["service:web-gateway"]
    assert [said.text for said in store.owners] == ["team-rd"]
    assert urls(store.links) == [
        ("repository", "https://git.example.com/rd/object-store"),
        ("runbook", "https://wiki.example.com/rb/disk"),
        ("on-call", "https://pager.example.com/s/1"),
    ]
    assert (gateway.title, gateway.system) == ("Web Gateway", "edge")
    assert [need.name for need in gateway.needs] == ["object-store", "sessions", "nowhere"]


def test_opslevel() -> None:
    delivery, drafts = delivered("opslevel"), found("opslevel")
    cart = drafts["service:cart-service"]
    assert (cart.system, cart.tags, cart.aliases) == ("Shop", ("env:prod",), ("service:cart",))
    assert urls(cart.links) == [
        ("repository", "https://gitlab.com/shop/cart"),
        ("on-call", "https://pager.example.com/s/2"),
    ]
    assert [said.text for said in delivery.strange] == ["a repository without a service"]


def test_cortex() -> None:
    drafts = found("cortex")
    redis, mailer = drafts["cortex:auto_redis-ha"], drafts["cortex:mailer"]
    assert [said.text for said in redis.owners] == ["caching", "someone@example.com"]
    assert redis.tier is not None
    assert redis.tier.text == "tier-3"
    assert mailer.tier is not None
    assert mailer.tier.text == "critical"


def test_cortex_teams_bring_their_people() -> None:
    text = (
        "info: {title: Caches, x-cortex-tag: caching, x-cortex-type: team, x-cortex-parents: [{tag: core}],"
        " x-cortex-team: {members: [{name: Ana P., email: ana@example.com}, {role: x}]}}"
    )
    delivery = IMPORTERS["cortex"].read(text.encode(), "f")
    assert delivery.teams[0].people == ("ana",)
    assert delivery.teams[0].parent == "team:default/core"
    assert delivery.people[0].title == "Ana P."


def test_compass() -> None:
    (draft,) = delivered("compass").services
    assert draft.ref == "ari:cloud:compass:1:component/2/3"
    assert draft.kinds == ("website",)
    assert [need.name for need in draft.needs] == ["9"]


def test_csv() -> None:
    drafts = found("csv")
    cart = drafts["row:cart"]
    assert (cart.title, cart.tags, cart.description) == (
        "Cart, the first",
        ("java", "web"),
        'Keeps\ncarts, "all" of them',
    )
    assert [need.ref for need in cart.needs] == ["row:payments", "row:bank"]
    assert {ref: draft.place.line for ref, draft in drafts.items()} == {
        "row:cart": 2,
        "row:payments": 4,
        "row:8x8 dialler": 6,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "names no column"),
        (b"a,b\n1,2\n", "names no column"),
        (b"id\n\0\n", "zero bytes"),
        (b"id\n\xff\n", "not UTF-8"),
        (b'id,name\na,"open\n', "not a table"),
        (b"id\n" + b"a" * 200_000, "not a table"),
        (b"id\n" * (6 * 1024 * 1024), "larger than 16 MiB"),
    ],
    ids=range(7),
)
def test_a_table_that_cannot_be_read_is_told(text: bytes, message: str) -> None:
    (mistake,) = IMPORTERS["csv"].read(text, "f.csv").mistakes
    assert message in mistake.message


def test_codeowners() -> None:
    delivery, drafts = delivered("codeowners"), found("codeowners")
    assert {ref: [said.text for said in draft.owners] for ref, draft in drafts.items()} == {
        "/services/cart/": ["@acme/late-shop"],
        "/services/pay roll/": ["team-money@example.com"],
        "/libs/money/": ["@acme/money"],
        "/services/search/": ["@acme/search"],
    }
    assert [said.place.line for said in delivery.strange] == [2, 6, 7, 8]


def test_codeowners_that_cannot_be_read_are_told() -> None:
    assert IMPORTERS["codeowners"].read(b"\xff", "f").mistakes
    assert IMPORTERS["codeowners"].read(b"a" * (3 * 1024 * 1024 + 1), "f").mistakes
