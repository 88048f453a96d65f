"""Strings that break out of wherever text is put, if it is put there as it is.

Those that would run script call `canary()`, which tests define: who hears it knows that script ran.
"""

HTML = (
    "<script>canary(1)</script>",
    "</script><script>canary(2)</script>",
    '"><svg onload=canary(3)>',
    "'><img src=x onerror=canary(4)>",
    "<img src=https://evil.example/a.png onerror=canary(5)>",
    "</title><script>canary(6)</script>",
    "</textarea></style></noscript><svg/onload=canary(7)>",
    "<!--><script>canary(8)</script>-->",
    "<!-- gonogo:v1 --> ]]><script>canary(9)</script>",
    '" autofocus onfocus=canary(10) x="',
    "' onmouseover='canary(11)' x='",
    "` onclick=canary(12) `",
    "<iframe srcdoc='<script>parent.canary(13)</script>'></iframe>",
    "<a href=javascript:canary(14)>go</a>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<style>*{background:url(https://evil.example/b)}</style>",
    "<form action=https://evil.example/><button>ok</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=canary(15)>",
    "<svg><script href=data:text/javascript,canary(16) /></svg>",
    "<details open ontoggle=canary(17)><summary>x</summary></details>",
    "&lt;script&gt;canary(18)&lt;/script&gt; &amp;quot; &#60;b&#62;",
    "&quot;&gt;&lt;img src=x onerror=canary(19)&gt;",
    "</template><script>canary(20)</script>",
    "<x id=go-finder name=gonogoServices>clobber</x>",
)
"""For HTML text, attributes, titles, comments, scripts, styles and SVG."""

SCRIPT = (
    "\\u003cscript\\u003ecanary(21)\\u003c/script\\u003e",
    "'-canary(22)-'",
    '"-canary(23)-"',
    "${canary(24)} `+canary(25)+`",
    "*/canary(26)/*",
    "__proto__",
    "constructor",
)
"""For data inside scripts."""

TEMPLATES = ("{{ 7*7 }}{% raw %}{# x #}", "${{ secrets.TOKEN }} $(id) `id`", r"\1 \g<0> $& %s {0} %(x)s")
"""For engines that fill in text: Jinja, GitHub's expressions, shells, regular expressions."""

MARKDOWN = (
    "[go](javascript:canary(27)) [x]: javascript:canary(28)",
    "![x](https://evil.example/c.png) <https://evil.example/>",
    "a | b | c `d` ```e``` **f**",
    '--8<-- "/etc/passwd"',
    "@org/everyone #1 GH-2 https://evil.example/",
    "[x](//evil.example/) [y](data:text/html,canary)",
    "x {: onclick=canary(29) } { .md-button onload=canary(30) }",
    "# heading",
    "gonogo:service/cart [z](gonogo:service/cart)",
)

CELLS = (
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    '=HYPERLINK("https://evil.example/";"x")',
    '"quoted", with; comma',
)
"""For spreadsheets."""

LINES = (
    "x\nEND:VEVENT\nBEGIN:VALARM\nATTACH:https://evil.example/\nEND:VALARM",
    "::error file=a::forged",
    "x\n::add-mask::a\n##[add-matcher]x",
    "##vso[task.setvariable variable=a]b",
    "x\n# TYPE forged gauge\nforged 1",
    "\\n;,:=\\",
    "\n\n---\ntitle: x\n---\n",
)
"""For formats of lines: calendars, workflow commands, metrics, front matter."""

ODD = (
    "abc\u202egpj.exe",
    "zero\u200bwidth",
    "Ａｃｍｅ — “quoted” 日本語 עברית 👩‍💻",
    "ſcript İ ß",
    "x" * 63,
)

TEXTS = HTML + SCRIPT + TEMPLATES + MARKDOWN + CELLS + LINES + ODD
"""All of them."""

URLS = (
    "https://evil.example/?a='onmouseover=canary(31)//",
    "https://evil.example/?a=%22%3E%3Cscript%3Ecanary(32)%3C/script%3E",
    "https://evil.example/&quot;onfocus=canary(33)",
    "https://evil.example/;BEGIN:VALARM,x#::error::y",
    "mailto:a@evil.example?subject='onclick='canary(34)",
)
"""Addresses that a manifest may hold."""

CONTROLS = (
    "\x1b[31mred\x1b]0;title\x07",
    "\x1b]8;;https://evil.example/\x1b\\link\x1b]8;;\x1b\\",
    "carriage\rreturn",
    "\x9b31mred",
    "nul\x01\x7f",
)
"""What a terminal obeys: in commit subjects, names of authors and files, which no reader refuses."""
