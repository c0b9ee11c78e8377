"""A plan in words: its steps, who does them, what happened; and the forms in which it is written, for every door."""

from commonpurse.web.parts.plans.forms import (
    LEVEL_LINES,
    GoalForm,
    GoalMarkForm,
    PlanWordsForm,
    StepForm,
    WeekForm,
    WordForm,
    initial_of_goal,
    initial_of_step,
)
from commonpurse.web.parts.plans.goals import GoalLine, PartLine, goal_lines, mark_lines, part_lines
from commonpurse.web.parts.plans.steps import (
    StepLine,
    caseload_words,
    has_day_to_come,
    owner_words,
    step_line,
    step_lines,
    who_words,
)
from commonpurse.web.parts.plans.stories import (
    coordinator_said,
    history_lines,
    proposal_line,
    proposal_lines,
    standing_in_lines,
    week_line,
)

__all__ = [
    "LEVEL_LINES",
    "GoalForm",
    "GoalLine",
    "GoalMarkForm",
    "PartLine",
    "PlanWordsForm",
    "StepForm",
    "StepLine",
    "WeekForm",
    "WordForm",
    "caseload_words",
    "coordinator_said",
    "goal_lines",
    "has_day_to_come",
    "history_lines",
    "initial_of_goal",
    "initial_of_step",
    "mark_lines",
    "owner_words",
    "part_lines",
    "proposal_line",
    "proposal_lines",
    "standing_in_lines",
    "step_line",
    "step_lines",
    "week_line",
    "who_words",
]
