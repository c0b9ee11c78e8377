"""Who may write down and see what was agreed with a person, by what it is about."""

from commonpurse.support.agreements.access.agreements import (
    can_ask_for_change,
    can_make_agreement,
    can_see_agreement,
    can_see_late_wishes,
    can_sign_agreement,
    can_write_templates,
)
from commonpurse.support.agreements.access.limits import (
    can_answer_end_ask,
    can_ask_to_end_limit,
    can_be_named,
    can_list_limits,
    can_see_agreed,
    can_sign_risk_record,
    can_tell_of_limits,
    can_write_agreed,
)

__all__ = [
    "can_answer_end_ask",
    "can_ask_for_change",
    "can_ask_to_end_limit",
    "can_be_named",
    "can_list_limits",
    "can_make_agreement",
    "can_see_agreed",
    "can_see_agreement",
    "can_see_late_wishes",
    "can_sign_agreement",
    "can_sign_risk_record",
    "can_tell_of_limits",
    "can_write_agreed",
    "can_write_templates",
]
