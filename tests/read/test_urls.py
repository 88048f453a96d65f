"""Which addresses may become links."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.read import urls


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com/a?b=c#d",
        "https://example.com:8443/x",
        "HTTPS://Example.COM/",
        "HTTPS://Example.COM:8443/",
        "https://intranet/x",
        "https://10.0.0.1/x",
        "https://münchen.example.com/ü",
        "https://xn--mnchen-3ya.example.com",
        "https://example.com./",
        "https://example.com/a@b",
        "https://example.com/javascript:x",
        "mailto:ana@example.com",
        "mailto:ana@example.com?subject=Hello",
    ],
)
def test_an_address_of_the_web_or_of_mail_is_allowed(url: str) -> None:
    assert urls.complaint(url) is None


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("javascript:alert(1)", "GN501"),
        ("JaVaScRiPt:alert(1)", "GN501"),
        (" javascript:alert(1)", "GN501"),
        ("java\tscript:alert(1)", "GN501"),
        ("java\nscript:alert(1)", "GN501"),
        ("javascript :alert(1)", "GN501"),
        ("data:text/html,x", "GN501"),
        ("vbscript:x", "GN501"),
        ("file:///etc/passwd", "GN501"),
        ("ftp://example.com", "GN501"),
        ("blob:https://example.com/x", "GN501"),
        ("view-source:https://example.com", "GN501"),
        ("https://ana@example.com", "GN501"),
        ("https://ana:x@example.com", "GN501"),
        ("https://example.com:x@evil.example.com", "GN501"),
        ("http://[::1]/", "GN501"),
        ("//example.com", "GN205"),
        ("/x", "GN205"),
        ("example.com/x", "GN205"),
        ("example.com:8080/x", "GN205"),
        ("https://", "GN205"),
        ("https:///x", "GN205"),
        ("https:x", "GN205"),
        ("https://example.com:x/", "GN205"),
        ("https://example.com:99999/", "GN205"),
        ("https://[::1", "GN205"),
        ("https://example..com/", "GN205"),
        ("https://example..com:8443/", "GN205"),
        ("https://exa mple.com", "GN205"),
        ("https://example.com/a b", "GN205"),
        ("https://example.com/\u202e", "GN205"),
        ('https://example.com/"onload=', "GN205"),
        ("https://example.com/<b>", "GN205"),
        ("https://example.com\\@evil.example.com", "GN205"),
        ("mailto:", "GN205"),
        ("mailto:ana", "GN205"),
        ("", "GN205"),
        ("x", "GN205"),
    ],
)
def test_every_other_address_is_refused(url: str, code: str) -> None:
    found = urls.complaint(url)
    assert found is not None
    assert found[0] == code


def test_of_a_long_scheme_only_the_beginning_is_repeated() -> None:
    found = urls.complaint(f"abcdefghijklmnopqrst{'u' * 99}:x")
    assert found is not None
    assert found[1] == "addresses with `abcdefghijklmnopqrst:` are not allowed"


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(st.text(st.sampled_from("jJaAvVsScCrRiIpPtT:/\t\n\r \x00@[].%#?hH\u202e"), max_size=30))
def test_no_way_of_writing_it_lets_a_script_through(text: str) -> None:
    if urls.complaint(text) is None:
        assert text.lower().startswith(("https://", "http://", "mailto:"))
        assert not any(character in text for character in "\t\n\r\x00 ")


@given(st.from_regex(urls._USUAL, fullmatch=True))  # noqa: SLF001 - the short cut is compared with the long way
@settings(deadline=None)
def test_what_looks_usual_is_allowed_by_the_long_way_too(url: str) -> None:
    assert urls._judged(url) is None  # noqa: SLF001
