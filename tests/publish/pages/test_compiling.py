"""Our templates are compiled leaner than Jinja compiles them, and mean the same."""

import gc
import weakref
from pathlib import Path

import pytest
from jinja2 import (
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    UndefinedError,
    pass_context,
)
from markupsafe import Markup, escape

from gonogo.publish.compiling import Compiler
from gonogo.publish.html import escaped, written
from gonogo.publish.running import Lean

HARM = '<b title="x">\'&'

MEANING = [
    ("{{ it.text }}", "&lt;b title=&#34;x&#34;&gt;&#39;&amp;"),
    ("{{ it.html }}", "<i>ready</i>"),
    ("{{ it.text ~ it.html }}", "&lt;b title=&#34;x&#34;&gt;&#39;&amp;<i>ready</i>"),
    ("{{ it.number }}{{ it.none }}", "7None"),
    (
        "{% macro m(a, b='b') %}{{ a }}{{ b }}{% endmacro %}{{ m(it.text) }}{{ m(1, 2) }}{{ m(b=3, a=4) }}",
        None,
    ),
    (
        "{% macro m(a) %}{{ caller() }}{{ a }}{% endmacro %}{% call m(it.html) %}{{ it.text }}{% endcall %}",
        None,
    ),
    ("{% macro m() %}{{ caller() if caller is defined else 'alone' }}{% endmacro %}{{ m() }}", "alone"),
    ("{% macro m(class='') %}{{ class }}{% endmacro %}{{ m(class=it.text) }}", None),
    ("{% macro m() %}{{ varargs | join }}{{ kwargs['a'] }}{% endmacro %}{{ m(1, 2, a=3) }}", "123"),
    ("{% macro m() %}{{ varargs | length }}{{ kwargs | length }}{% endmacro %}{{ m() }}", "00"),
    ("{% for each in it.list %}{{ loop.index }}{{ each }}{{ ',' if not loop.last }}{% endfor %}", "1a,2b"),
    ("{{ it.twice(*it.list) }}{{ it.list | join(it.text) }}", None),
    ("{% set held %}{{ it.text }}{% endset %}{{ held }}", None),
    (
        "{% for _ in it.list %}{{ loop.first, loop.index0, loop.revindex, loop.length }}{% endfor %}",
        None,
    ),
    ("{% for each in [] %}{{ loop.index }}{% else %}none{% endfor %}", "none"),
    ("{% for each in it.list if each != 'a' %}{{ loop.last }}{{ each }}{% endfor %}", "Trueb"),
    ("{{ it.text if it.none }}{{ it.text if it.number }}", "&lt;b title=&#34;x&#34;&gt;&#39;&amp;"),
    ("{{ it.none ~ it.number }}{{ it.html ~ it.number ~ it.text }}", None),
    ("{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(it.text) }}{{ m(a=1, b=2) }}", None),
    ("{% macro m(if='', b=none) %}{{ b }}{% endmacro %}{{ m(b=it.text) }}{{ m() }}", None),
    ("{% macro m(html, said='') %}{{ html }}{{ said }}{% endmacro %}{{ m(it.text, said=it.html) }}", None),
    (
        "{% macro m() %}{{ n() }}{% endmacro %}{% macro n() %}{{ it.html }}{% endmacro %}{{ m() }}",
        None,
    ),
    ("{% for it in it.list %}{{ it }}{% endfor %}{{ it.number }}", "ab7"),
    ("{% macro m() %}{{ late }}{% endmacro %}{% set late = it.text %}{{ m() }}", None),
    (
        "{% macro m(a) %}{{ caller(a) }}{% endmacro %}{% call(b) m(it.html) %}{{ b ~ it.text }}{% endcall %}",
        None,
    ),
    ("{{ 'a<b' }}{{ '<' | upper }}{{ it.text | upper }}", None),
    ("{% autoescape false %}{{ it.text }}{% endautoescape %}{{ it.text }}", None),
    ("{% block one %}{{ it.text | upper }}{% endblock %}", None),
]


class It:
    """What the templates show."""

    text = HARM
    html = Markup("<i>ready</i>")
    number = 7
    none = None
    list = ("a", "b")

    def twice(self, *texts: str) -> str:
        """Return texts with something to escape."""
        return "<".join(texts)


def environment(folder: Path, overrides: dict[str, str] | None = None) -> Environment:
    loader = ChoiceLoader([DictLoader(overrides or {}), FileSystemLoader(folder)])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def lean(folder: Path, overrides: dict[str, str] | None = None) -> Environment:
    made = environment(folder, overrides)
    made.code_generator_class = Compiler
    made.context_class = Lean
    return made


@pytest.mark.parametrize(("source", "said"), MEANING)
def test_a_template_says_what_it_says_to_jinja(source: str, said: str | None, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(source)
    ours = lean(tmp_path).get_template("a.html").render(it=It())
    assert ours == environment(tmp_path).get_template("a.html").render(it=It())
    assert said is None or ours == said
    assert HARM not in ours or "autoescape false" in source


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{{ nobody.text }}",
        "{{ it.nothing }}",
        "{% if nobody %}{% endif %}",
        "{% if it.none %}{% set late = 1 %}{% endif %}{{ late }}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ nobody }}{% endmacro %}{{ m() }}",
    ],
)
def test_what_is_not_there_is_an_error(source: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(source)
    with pytest.raises((UndefinedError, AttributeError)):
        lean(tmp_path).get_template("a.html").render(it=It())


@pytest.mark.parametrize("call", ["m(1, 2)", "m(1, b=2)"])
def test_a_macro_takes_no_more_than_it_names(call: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{% macro m(a) %}{{ a }}{% endmacro %}{{ " + call + " }}")
    with pytest.raises(TypeError):
        lean(tmp_path).get_template("a.html").render()


def test_a_template_of_the_portal_reads_mappings_and_calls_our_macros(tmp_path: Path) -> None:
    (tmp_path / "m.html").write_text("{% macro m(a) %}({{ a }}){% endmacro %}")
    own = {"a.html": "{% import 'm.html' as m %}{{ held.key }}{{ m.m(held.key) }}"}
    said = lean(tmp_path, own).get_template("a.html").render(held={"key": "<"})
    assert said == "&lt;(&lt;)"


def test_a_template_sees_what_its_includer_sees_and_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "m.html").write_text("{% macro m(a) %}({{ a }}){% endmacro %}")
    (tmp_path / "part.html").write_text("{{ m.m(it.text) }}{{ mine }}{% set mine = 2 %}{% set yours = 3 %}")
    source = "{% import 'm.html' as m with context %}{% set mine = 1 %}{% include 'part.html' %}{{ mine }}"
    (tmp_path / "a.html").write_text(source)
    (tmp_path / "b.html").write_text(source + "{{ yours }}")
    ours = lean(tmp_path).get_template("a.html").render(it=It())
    assert ours == environment(tmp_path).get_template("a.html").render(it=It())
    with pytest.raises(UndefinedError):
        lean(tmp_path).get_template("b.html").render(it=It())


def test_parts_of_a_page_are_freed_without_a_search(tmp_path: Path) -> None:
    macro = "{% macro m() %}{{ caller() | here }}{% endmacro %}{% set mine = 1 %}"
    (tmp_path / "m.html").write_text(macro)
    (tmp_path / "part.html").write_text(macro + "{% call m() %}{{ it.number }}{% endcall %}")
    source = "{% import 'm.html' as m with context %}{% include 'part.html' %}"
    (tmp_path / "a.html").write_text(source + "{% call m.m() %}{{ it.number }}{% endcall %}")
    made = lean(tmp_path)
    made.filters["here"] = pass_context(lambda _, text: text)
    shown = It()
    gone = weakref.ref(shown)
    gc.disable()
    try:
        assert made.get_template("a.html").render(it=shown) == "77"
        del shown
        assert gone() is None
    finally:
        gc.enable()


def test_a_part_that_a_portal_brings_itself_is_included(tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text("ours")
    (tmp_path / "a.html").write_text("{% include 'part.html' %}{% include ['part.html', 'none.html'] %}")
    assert lean(tmp_path).get_template("a.html").render(it=It()) == "oursours"
    own = {"part.html": "{{ it['text'] }}"}
    said = lean(tmp_path, own).get_template("a.html").render(it={"text": HARM})
    assert said == str(escape(HARM)) * 2


def test_a_macro_of_ours_is_called_by_a_portal_as_any(tmp_path: Path) -> None:
    macro = "{% macro m(title, class='', shown=false) %}{{ title }}{{ class }}{{ shown }}{{ caller() }}"
    (tmp_path / "m.html").write_text(macro + "{% endmacro %}")
    call = "{% import 'm.html' as m %}{% call m.m(it, class=it, shown=1) %}{{ it }}{% endcall %}"
    said = lean(tmp_path, {"a.html": call}).get_template("a.html").render(it="<")
    (tmp_path / "b.html").write_text(call)
    assert said == lean(tmp_path).get_template("b.html").render(it="<") == "&lt;&lt;1&lt;"


def test_text_that_equals_html_is_escaped_all_the_same() -> None:
    assert written(Markup("<hr>")) == "<hr>"
    assert written("<hr>") == escaped("<hr>") == "&lt;hr&gt;"
    assert written(Markup("<hr>")) == "<hr>"
