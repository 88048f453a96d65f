"""Who may approve: whether an approval holds under the standard's rules."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from gonogo.model.catalog import Group
from gonogo.model.manifest import Review
from gonogo.model.standard import DEFAULT_TIER, ApprovalRule, Standard
from gonogo.model.words import DecisionKind, Where


class Void(StrEnum):
    """Why an approval does not hold."""

    OUTSIDE_GROUPS = "nobody who approved it is in a group that may"
    MISPLACED = "it must stand in decisions/"


def rule_for(kind: DecisionKind, tier: int | None, standard: Standard) -> ApprovalRule | None:
    """Return the rule for `kind` in `tier`, None where anybody may; no tier counts as tier 2."""
    rule = standard.approvals.get(kind)
    if rule is None:
        return None
    covered = DEFAULT_TIER if tier is None else tier
    return rule if not rule.tiers or covered in rule.tiers else None


def void(
    rule: ApprovalRule | None,
    approvers: Collection[str | None],
    where: Where,
    groups: Mapping[str, Group],
) -> Void | None:
    """Tell why an approval by `approvers` (ids of people), standing at `where`, is void; None if it holds."""
    if rule is None:
        return None
    if rule.where is Where.DECISIONS and where is not Where.DECISIONS:
        return Void.MISPLACED
    if rule.groups and not any(
        approver in groups[group].people for group in rule.groups if group in groups for approver in approvers
    ):
        return Void.OUTSIDE_GROUPS
    return None


def void_review(
    rule: ApprovalRule | None, review: Review, manifest: str, groups: Mapping[str, Group]
) -> Void | None:
    """Tell why `review` is void; one reviewer in the groups is enough. `manifest` is the service's file."""
    if rule is None:
        return None
    where = Where.ANYWHERE if review.path in {"", manifest} else Where.DECISIONS
    return void(rule, [reviewer.id for reviewer in review.reviewers], where, groups)
