"""What our templates need when they run: leaner than Jinja's own, and the same to a template."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup

from gonogo.publish.html import html, written


class Lean(Context):
    """A context that works out late what our templates never ask for."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - Jinja
    ) -> None:
        """Hold what Jinja's own context holds."""
        self.environment = environment
        self.parent = parent
        self.vars = {}
        self.exported_vars = set()
        self.name = name
        self.blocks = {key: [block] for key, block in blocks.items()}
        self._globals = globals

    @cached_property
    def eval_ctx(self) -> EvalContext:  # type: ignore[override]
        """Whether to escape."""
        return EvalContext(self.environment, self.name)

    @cached_property
    def globals_keys(self) -> set[str]:  # type: ignore[override]
        """The names that every template knows."""
        return set(self._globals or ())


class Loop:
    """What a loop knows of itself: which turn it is, from both ends."""

    __slots__ = ("first", "index", "index0", "last", "length", "revindex")
    first: bool
    last: bool
    index: int
    index0: int
    revindex: int
    length: int


def turns(items: Iterable[Any], *_: object) -> Iterator[tuple[Any, Loop]]:
    """Yield what a loop goes through, each with what the loop knows of itself by then."""
    items = tuple(items)
    loop = Loop()
    left = loop.length = len(items)
    for index, item in enumerate(items):
        loop.index0 = index
        loop.index = index + 1
        loop.revindex = left
        loop.first = index == 0
        left -= 1
        loop.last = left == 0
        yield item, loop


def renamed(macro: Callable[..., Markup], names: Mapping[str, str]) -> Callable[..., Markup]:
    """Return a macro with arguments that Python does not let be called as the template calls them."""

    def call(*arguments: Any, **named: Any) -> Markup:
        for name, ours in names.items():
            if name in named:
                named[ours] = named.pop(name)
        return macro(*arguments, **named)

    return call


def included(context: Context, name: str, own: Mapping[str, Any]) -> str:
    """Return what another template writes, which sees what this one sees."""
    template = _template(context.environment, name)
    inner = _inner(context, template, own)
    said = "".join(template.root_render_func(inner))
    inner.vars.clear()
    return said


def imported(context: Context, name: str, own: Mapping[str, Any]) -> TemplateModule:
    """Return the macros of another template, which sees what this one sees."""
    template = _template(context.environment, name)
    inner = _inner(context, template, own)
    module = TemplateModule(template, inner)
    inner.vars.clear()
    return module


_template = lru_cache(maxsize=256)(Environment.get_template)
"""Templates do not change while a portal is made."""


def _inner(context: Context, template: Template, own: Mapping[str, Any]) -> Lean:
    """Return what a template sees. Macros know it: who is done empties it, so that it does not know them.

    What goes round in a circle is only freed by a search, and that takes as long as a part of the page.
    """
    known = {key: value for key, value in own.items() if value is not missing}
    seen = {**context.parent, **context.vars, **known}
    return Lean(context.environment, seen, template.name, template.blocks, template.globals)


def joined(parts: Iterable[Any]) -> str:
    """Return parts as one: HTML with everything else escaped if any of them is HTML, else text."""
    parts = tuple(parts)
    if any(type(part) is Markup for part in parts):
        return html("".join(map(written, parts)))
    return "".join(map(str, parts))
