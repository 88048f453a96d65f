"""A tiny catalog on disk: two services, one of them with a former id, and one that cannot be read."""

from pathlib import Path

FILES = {
    "catalog.yaml": "schema_version: 1\ntitle: Tiny & Co\nstandard: production-readiness\n",
    "teams.yaml": "schema_version: 1\nteams:\n  - id: team-a\n    name: Team A\n",
    "services/cart.yaml": """\
schema_version: 1
service:
  id: cart
  name: Cart
  owner: team-a
  kind: service
  tier: 2
  lifecycle: production
  former_ids: [basket]
checks:
  alerts:
    status: unmet
""",
    "services/search.yaml": """\
schema_version: 1
service:
  id: search
  name: Search <b>
  owner: team-a
  kind: service
  lifecycle: beta
  depends_on:
    - service: cart
      criticality: hard
""",
    "pages/about.md": "# About us\n\nSee [the cart](gonogo:service/cart).\n",
}

BROKEN = "schema_version: 1\nservice:\n  id: broken\n  name: Broken\n\towner: team-a\n"


def write(folder: Path, *, broken: bool = False, **changes: str) -> Path:
    """Write the catalog to `folder`; `changes` are texts by path with `__` for `/` and without suffix."""
    extra = {f"{name.replace('__', '/')}.yaml": text for name, text in changes.items()}
    for name, text in (FILES | extra | ({"services/broken.yaml": BROKEN} if broken else {})).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
