"""Other catalogs' words for kinds, lifecycles and tiers, and ours for them."""

import re

from gonogo.model.words import Kind, Lifecycle

SKIP = "skip"
"""What a mapping says of a kind that is no service."""

_KINDS = {
    Kind.SERVICE: "service backend api-service microservice grpc http worker server application app web "
    "component custom function lambda gateway proxy mobile capability mcp-server",
    Kind.JOB: "job cron cronjob batch task scheduled-job ci",
    Kind.LIBRARY: "library lib sdk package module plugin backstage-plugin backstage-frontend-plugin "
    "backstage-backend-plugin backstage-backend-plugin-module backstage-web-library backstage-node-library "
    "backstage-common-library backstage-cli cli tool",
    Kind.WEBSITE: "website web-site frontend ui ui-element spa browser documentation docs site static-site "
    "micro-frontend",
    Kind.DATA_PIPELINE: "data-pipeline pipeline etl dataflow dag stream",
    Kind.ML_MODEL: "ml-model model machine-learning-model",
    Kind.LLM_APP: "llm-app llm chatbot copilot rag",
    Kind.AI_AGENT: "ai-agent agent",
    Kind.INFRASTRUCTURE: "infrastructure resource datastore database db queue cache topic bucket s3 "
    "s3-bucket storage cloud-resource cluster kubernetes-cluster network platform terraform qmgr",
    Kind.FEATURE: "feature feature-flag",
}
KINDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
"""Our kind for a word, in kebab case. What is missing here is told, not guessed."""

_LIFECYCLES = {
    Lifecycle.PLANNED: "planned planning idea ideation proposed concept design",
    Lifecycle.DEVELOPMENT: "development dev experimental experiment alpha prototype poc in-development "
    "development-phase",
    Lifecycle.BETA: "beta preview pre-release prerelease incubating staging pilot limited-availability "
    "early-access rc",
    Lifecycle.PRODUCTION: "production prod ga live active stable released general-availability "
    "generally-available operational maintenance maintained launched",
    Lifecycle.DEPRECATED: "deprecated sunset sunsetting end-of-support legacy phase-out",
    Lifecycle.RETIRED: "retired eol end-of-life decommissioned archived inactive removed disabled",
}
LIFECYCLES = {word: stage for stage, words in _LIFECYCLES.items() for word in words.split()}
"""Our lifecycle for a word, in kebab case."""

_TIER_WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "critical": 1,
    "mission-critical": 1,
    "business-critical": 1,
    "high": 2,
    "important": 2,
    "medium": 3,
    "moderate": 3,
    "standard": 3,
    "low": 4,
    "experimental": 4,
}
_TIER_PREFIX = re.compile(r"^(?:service-)?(?:tier|level|criticality|prio|priority|t|p)?-?(?=[a-z0-9])")
HIGHEST_TIER = 1

NOBODY = frozenset(
    (
        "unknown",
        "none",
        "nobody",
        "n-a",
        "na",
        "tbd",
        "todo",
        "unowned",
        "undefined",
        "null",
        "guest",
        "no-owner",
    )
)
"""Owners that say that there is none."""


def folded(word: str) -> str:
    """Return a word in kebab case, as the tables have it: `Tier_1` is `tier-1`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", word.strip())
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")


def tier_number(word: str) -> int | None:
    """Return the number that a tier says in any of its spellings: `0`, `one`, `tier_1`, `Tier 2`, `T3`."""
    text = folded(word)
    if text in _TIER_WORDS:
        return _TIER_WORDS[text]
    rest = _TIER_PREFIX.sub("", text, count=1)
    if rest in _TIER_WORDS:
        return _TIER_WORDS[rest]
    return int(rest) if rest.isascii() and rest.isdecimal() and len(rest) <= 2 else None  # noqa: PLR2004 - tiers end at 99
