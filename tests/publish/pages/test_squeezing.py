"""HTML without what no browser needs."""

import pytest
from jinja2 import Environment

from gonogo.publish.squeezing import Squeezing, squeezed


@pytest.mark.parametrize(
    ("html", "short"),
    [
        ('<p class="a" title="two words">x</p>', '<p class=a title="two words">x</p>'),
        ('<h2 id="a"><a href="x" rel="y">x</a></h2>', '<h2 id="a"><a href="x" rel=y>x</a></h2>'),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a<li>b</ul>"),
        ("<tr><th>a</th><td>b</td></tr></tbody></table>", "<tr><th>a<td>b</table>"),
        ('<rect class="a"/>', '<rect class="a"/>'),
        ('<p class="">', '<p class="">'),
        ("<script> a=\"b\" </script><p class='x'>", "<script> a=\"b\" </script><p class='x'>"),
        ('<style>a[b="c" ] </li></style><b class="c">', '<style>a[b="c" ] </li></style><b class=c>'),
    ],
)
def test_html_means_the_same_and_is_shorter(html: str, short: str) -> None:
    assert squeezed(html) == short


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<p class="{{ a }}" lang="en">{{ [a] | join(d=" </li> ") }}</p>', '<p class="x y" lang=en>x y</p>'),
        ('<li id="{{ a | an_anchor }}"><a href="#{{ a | an_anchor }}">', "<li id=x-y><a href=#x-y>"),
        ('{% set b="c" %}<i class="go-{{ b }} d" role="e">', '<i class="go-c d" role=e>'),
    ],
)
def test_what_stands_in_braces_is_left_alone(source: str, text: str) -> None:
    environment = Environment(extensions=[Squeezing], autoescape=True)
    environment.filters["an_anchor"] = lambda text: text.replace(" ", "-")
    assert environment.from_string(source).render(a="x y") == text
