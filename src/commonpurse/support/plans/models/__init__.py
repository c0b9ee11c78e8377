from commonpurse.support.plans.models.planning import Goal, GoalMark, PlanEvent, PlanWords, Step, Written
from commonpurse.support.plans.models.touch import (
    CalendarFeed,
    CheckIn,
    Coordinator,
    MemberCalendar,
    StepInvite,
    WeekAsk,
)

__all__ = [
    "CalendarFeed",
    "CheckIn",
    "Coordinator",
    "Goal",
    "GoalMark",
    "MemberCalendar",
    "PlanEvent",
    "PlanWords",
    "Step",
    "StepInvite",
    "WeekAsk",
    "Written",
]
