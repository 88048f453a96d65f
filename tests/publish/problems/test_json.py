import json

from msgspec.structs import replace

from gonogo.model.problem import Place
from gonogo.publish.problems import json_
from publish.problems import samples


def test_the_object_has_the_documented_shape() -> None:
    place = Place(path="services/b.yaml", line=4, column=2)
    problem = replace(samples.UNKNOWN_KEY, related=(samples.related("also here", place),))
    report = replace(samples.report(problem), guide="https://example.com/guide/codes/")
    assert json.loads(json_.render(report)) == {
        "schema_version": 1,
        "tool": {"name": "gonogo", "version": "0.1.0"},
        "summary": {"files": 214, "errors": 1, "warnings": 0, "notices": 0},
        "diagnostics": [
            {
                "code": "GN201",
                "name": "unknown-key",
                "severity": "error",
                "message": "unknown key `onwer` in top level",
                "path": samples.PAYMENTS,
                "start": {"line": 3, "col": 1},
                "end": {"line": 3, "col": 6},
                "pointer": "/onwer",
                "help": "did you mean `owner`?",
                "suggestion": {
                    "replacement": "owner",
                    "start": {"line": 3, "col": 1},
                    "end": {"line": 3, "col": 6},
                },
                "related": [
                    {"path": "services/b.yaml", "start": {"line": 4, "col": 2}, "message": "also here"},
                ],
                "url": "https://example.com/guide/codes/GN201/",
            },
        ],
    }


def test_a_path_is_itself_and_a_message_is_safe() -> None:
    rendered = json_.render(samples.report(samples.HOSTILE))
    (diagnostic,) = json.loads(rendered)["diagnostics"]
    assert diagnostic["path"] == samples.HOSTILE.place.path
    assert diagnostic["help"] == r"try `\u200bx`\n::set-output name=a::b"
    assert diagnostic["suggestion"] is None
    assert diagnostic["url"] is None
    assert rendered.isascii()
