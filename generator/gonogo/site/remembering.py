"""Rendering with a memory: a page is rendered once, for as long as it is made of the same."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

import msgspec

from gonogo.model.artifact import Page, PageRef
from gonogo.model.noun import Noun
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds
from gonogo.site.publication import Renderer


class Keys(Protocol):
    """Whoever knows what pages are made of."""

    def key(self, ref: PageRef) -> bytes:
        """Return a key that is the same only where the page is."""


class Memory(Noun):
    """Where pages and what is known of services are kept, and under which keys."""

    cache: Cache
    keys: Keys
    grounds: Grounds

    def keep(self, pages: Iterable[bytes], services: Iterable[str]) -> None:
        """Forget what has other keys than `pages`, and other services."""
        known = (key for each in services for key in (self.grounds.of(each), self.grounds.of_details(each)))
        self.cache.keep([*pages, *known])


def remembering(renderer: Callable[[], Renderer], memory: Memory | None) -> Callable[[], Renderer]:
    """Return what makes a renderer that remembers, where there is a memory."""
    return renderer if memory is None else partial(Remembering, renderer, memory)


class Remembering:
    """Renders what the memory does not have; the renderer is made when it is first needed."""

    def __init__(self, renderer: Callable[[], Renderer], memory: Memory) -> None:
        self._make = renderer
        self._renderer: Renderer | None = None
        self._memory = memory

    def page(self, ref: PageRef) -> Page:
        """Return the page."""
        key = self._memory.keys.key(ref)
        held = self._memory.cache.get(key)
        if held is not None:
            return msgspec.msgpack.decode(held, type=Page)
        if self._renderer is None:
            self._renderer = self._make()
        page = self._renderer.page(ref)
        self._memory.cache.put(key, msgspec.msgpack.encode(page))
        return page
