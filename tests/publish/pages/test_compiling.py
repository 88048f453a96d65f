"""Our templates are compiled leaner than Jinja compiles them, and mean the same."""

from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from gonogo.publish.compiling import Compiler
from gonogo.publish.html import escaped, written

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
    return made


@pytest.mark.parametrize(("source", "said"), MEANING)
def test_a_template_says_what_it_says_to_jinja(source: str, said: str | None, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(source)
    ours = lean(tmp_path).get_template("a.html").render(it=It())
    assert ours == environment(tmp_path).get_template("a.html").render(it=It())
    assert said is None or ours == said
    assert HARM not in ours


@pytest.mark.parametrize(
    "source", ["{{ nobody.text }}", "{{ it.nothing }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}"]
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


def test_text_that_equals_html_is_escaped_all_the_same() -> None:
    assert written(Markup("<hr>")) == "<hr>"
    assert written("<hr>") == escaped("<hr>") == "&lt;hr&gt;"
    assert written(Markup("<hr>")) == "<hr>"
