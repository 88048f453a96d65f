"""Which checks apply to a service."""

from gonogo.assess.yardstick import Checklist, Edition
from gonogo.model.catalog import Service
from gonogo.model.standard import DEFAULT_TIER, Applicability, Check


def checklist(service: Service, edition: Edition) -> Checklist:
    """Return what applies to `service`, in the standard's order; worked out once for all like it."""
    asked, traits = edition.tier(service.tier), service.traits
    lacking = frozenset([trait for trait in asked.traits if traits.get(trait) is False])
    scope = (service.kind, service.lifecycle, asked.tags.intersection(service.tags), lacking)
    known = asked.checklists.get(scope)
    if known is None:
        rules = tuple(rule for rule in asked.rules if applies(rule.check, service))
        known = asked.checklists[scope] = Checklist(rules, edition, service.tier)
    return known


def applies(check: Check, service: Service) -> bool:
    """Tell whether any condition of `check` fits `service`; no condition fits everything."""
    if check.retired:
        return False
    return not check.applies_to or any(fits(condition, service) for condition in check.applies_to)


def fits(condition: Applicability, service: Service) -> bool:
    """Tell whether every key of `condition` fits; a trait that is not answered may well be there."""
    if condition.kinds and service.kind not in condition.kinds:
        return False
    if condition.lifecycles and service.lifecycle not in condition.lifecycles:
        return False
    if condition.tiers and (service.tier or DEFAULT_TIER) not in condition.tiers:
        return False
    if condition.tags and not any(tag in condition.tags for tag in service.tags):
        return False
    return not any(service.traits.get(trait) is False for trait in condition.traits)
