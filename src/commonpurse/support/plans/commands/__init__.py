"""Write in a plan, do its steps, say how the week was, name who coordinates, make a calendar."""

from commonpurse.support.plans.commands.doing import finish_offer, mark_goal, move_goal, move_step, thank_for_step
from commonpurse.support.plans.commands.inviting import invite_to_step, mend_invites
from commonpurse.support.plans.commands.leaving import let_organisation_leave
from commonpurse.support.plans.commands.reminding import ask_about_weeks, remind_of_steps
from commonpurse.support.plans.commands.standing_in import (
    end_absence,
    make_absence_longer,
    name_stand_in,
    refuse_stand_in,
    say_away,
)
from commonpurse.support.plans.commands.touch import (
    Calendar,
    answer_coordinator,
    check_in,
    choose_week_ask,
    keep_coordinator_named,
    make_calendar,
    make_own_calendar,
    name_coordinator,
    note_contact,
    shut_calendar,
    shut_own_calendar,
)
from commonpurse.support.plans.commands.writing import (
    HERSELF,
    Owner,
    answer_proposal,
    put_offer,
    take_back_proposal,
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
    "ask_about_weeks",
    "check_in",
    "choose_week_ask",
    "end_absence",
    "finish_offer",
    "invite_to_step",
    "keep_coordinator_named",
    "let_organisation_leave",
    "make_absence_longer",
    "make_calendar",
    "make_own_calendar",
    "mark_goal",
    "mend_invites",
    "move_goal",
    "move_step",
    "name_coordinator",
    "name_stand_in",
    "note_contact",
    "put_offer",
    "refuse_stand_in",
    "remind_of_steps",
    "say_away",
    "shut_calendar",
    "shut_own_calendar",
    "take_back_proposal",
    "thank_for_step",
    "write_goal",
    "write_step",
    "write_words",
]
