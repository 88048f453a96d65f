"""libyaml, which parses YAML in C; and what stands in for it where it is missing."""

from typing import Any

import yaml

try:
    from yaml._yaml import CParser
except ImportError:
    from gonogo import portable

    IS_THERE = False
    Parser: Any = portable.Parser
    Loader: Any = portable.Parser
else:
    IS_THERE = True
    Parser = CParser
    Loader = yaml.CSafeLoader
