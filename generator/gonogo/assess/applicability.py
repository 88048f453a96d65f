"""Which checks apply to a service."""

from gonogo.assess.yardstick import Rule, TierRules
from gonogo.model.catalog import Service
from gonogo.model.standard import DEFAULT_TIER, Applicability, Check


def applicable(service: Service, asked: TierRules) -> tuple[Rule, ...]:
    """Return the rules that apply to `service`, in the standard's order; worked out once for all like it."""
    lacking = frozenset(trait for trait, is_there in service.traits.items() if is_there is False)
    scope = (service.kind, service.lifecycle, service.tier, service.tags, lacking)
    known = asked.applying.get(scope)
    if known is None:
        known = tuple(rule for rule in asked.rules if applies(rule.check, service))
        asked.applying[scope] = known
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
