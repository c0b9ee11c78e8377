"""Write in a plan, do its steps, say how the week was, name who coordinates, make a calendar."""

from commonpurse.support.plans.commands.doing import move_goal, move_step, thank_for_step
from commonpurse.support.plans.commands.reminding import remind_of_steps
from commonpurse.support.plans.commands.touch import (
    Calendar,
    answer_coordinator,
    check_in,
    make_calendar,
    name_coordinator,
    note_contact,
    shut_calendar,
)
from commonpurse.support.plans.commands.writing import (
    HERSELF,
    Owner,
    answer_proposal,
    propose_offer,
    write_goal,
    write_step,
    write_words,
)

__all__ = [
    "HERSELF",
    "Calendar",
    "Owner",
    "answer_coordinator",
    "answer_proposal",
    "check_in",
    "make_calendar",
    "move_goal",
    "move_step",
    "name_coordinator",
    "note_contact",
    "propose_offer",
    "remind_of_steps",
    "shut_calendar",
    "thank_for_step",
    "write_goal",
    "write_step",
    "write_words",
]
