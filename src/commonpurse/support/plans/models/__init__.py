from commonpurse.support.plans.models.planning import Goal, PlanEvent, PlanWords, Step, Written
from commonpurse.support.plans.models.touch import CalendarFeed, CheckIn, Coordinator

__all__ = ["CalendarFeed", "CheckIn", "Coordinator", "Goal", "PlanEvent", "PlanWords", "Step", "Written"]
