"""Who may approve."""

import pytest

from assess.build import review, standard
from gonogo.model.approval import Void, rule_for, void, void_review
from gonogo.model.catalog import Group
from gonogo.model.manifest import Reviewer
from gonogo.model.standard import ApprovalRule
from gonogo.model.words import DecisionKind, Where

GROUPS = {"leads": Group(id="leads", people=("carla", "dora"))}
LEADS = ApprovalRule(groups=("leads",))
IN_DECISIONS = ApprovalRule(groups=("leads",), where=Where.DECISIONS)


@pytest.mark.parametrize(("tier", "applies"), [(1, True), (2, False), (None, False)])
def test_a_rule_is_for_its_tiers_and_no_tier_counts_as_2(tier: int | None, *, applies: bool) -> None:
    under = standard(approvals={DecisionKind.WAIVER: ApprovalRule(tiers=(1,))})
    assert (rule_for(DecisionKind.WAIVER, tier, under) is not None) is applies
    assert rule_for(DecisionKind.REVIEW, tier, under) is None


@pytest.mark.parametrize(
    ("rule", "approver", "where", "expected"),
    [
        (None, "ben", Where.ANYWHERE, None),
        (LEADS, "carla", Where.ANYWHERE, None),
        (LEADS, "ben", Where.DECISIONS, Void.OUTSIDE_GROUPS),
        (LEADS, None, Where.ANYWHERE, Void.OUTSIDE_GROUPS),
        (IN_DECISIONS, "carla", Where.ANYWHERE, Void.MISPLACED),
        (IN_DECISIONS, "carla", Where.DECISIONS, None),
        (ApprovalRule(groups=("unknown",)), "carla", Where.ANYWHERE, Void.OUTSIDE_GROUPS),
        (ApprovalRule(), "ben", Where.ANYWHERE, None),
    ],
)
def test_an_approval_holds_by_somebody_of_the_groups_where_it_must_stand(
    rule: ApprovalRule | None, approver: str | None, where: Where, expected: Void | None
) -> None:
    assert void(rule, (approver,), where, GROUPS) is expected


@pytest.mark.parametrize(
    ("path", "people", "expected"),
    [
        ("decisions/r.yaml", ("ben", "carla"), None),
        ("decisions/r.yaml", ("ben",), Void.OUTSIDE_GROUPS),
        ("services/s.yaml", ("carla",), Void.MISPLACED),
        ("", ("carla",), Void.MISPLACED),
    ],
)
def test_a_review_needs_one_reviewer_of_the_groups(
    path: str, people: tuple[str, ...], expected: Void | None
) -> None:
    held = review(path=path, reviewers=tuple(Reviewer(id=each) for each in people))
    assert void_review(IN_DECISIONS, held, "services/s.yaml", GROUPS) is expected
