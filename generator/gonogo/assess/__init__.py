"""Assess: a catalog and a day become a portfolio. Pure: no clock, no files, no environment."""

from gonogo.assess.compare import compare
from gonogo.assess.contradictions import among, contradictions
from gonogo.assess.forecast import HORIZON_DAYS, forecast
from gonogo.assess.groups import group_forecast
from gonogo.assess.ledger import falling_due, falling_due_of, ledger, never_reviewed, reviews_due
from gonogo.assess.rollup import check_rates, matrix_of_categories, rollup, rollups
from gonogo.assess.scorecards import assess
from gonogo.assess.steps import service_steps, team_steps
from gonogo.assess.upkeep import upkeep
from gonogo.assess.yardstick import standard_on

__all__ = [
    "HORIZON_DAYS",
    "among",
    "assess",
    "check_rates",
    "compare",
    "contradictions",
    "falling_due",
    "falling_due_of",
    "forecast",
    "group_forecast",
    "ledger",
    "matrix_of_categories",
    "never_reviewed",
    "reviews_due",
    "rollup",
    "rollups",
    "service_steps",
    "standard_on",
    "team_steps",
    "upkeep",
]
