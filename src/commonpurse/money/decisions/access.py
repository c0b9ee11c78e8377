"""Who may ask for a person's money, and who may answer, before it is asked who decides: see `rules.may_answer`."""

from __future__ import annotations

from datetime import date

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.helping import helper_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.decisions.models import Ask, Challenge, Decision
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Limit, LimitNamed


def can_ask(actor: Member | Person, budget: Budget, today: date) -> bool:
    """The person herself, who works with her, or the manager."""
    return may(actor, budget.person, Item.MONEY_DETAIL, today, Level.ACT)


def can_decide(actor: Member | Person, budget: Budget, today: date) -> bool:
    """Who works with the person, or the manager. She decides for herself when she asks: see `make_ask`."""
    return isinstance(actor, Member) and may(actor, budget.person, Item.MONEY_DETAIL, today, Level.ACT)


def is_named(actor: Member | Person, person: Person, today: date) -> bool:
    """Whether a limit that counts on that day names this member or helper, and the person lets them see it still."""
    with acting_as_system("to see who is named in a limit"):
        counting = Limit.objects.filter(person=person).counting_on(today)
        who = {"member": actor} if isinstance(actor, Member) else {"helper": actor}
        named = LimitNamed.objects.filter(person=person, limit__in=counting, **who).exists()
        return named and may(actor, person, Item.MONEY_DETAIL, today)


def can_answer(actor: Member | Person, budget: Budget, today: date) -> bool:
    """Who works with the person, the manager, and a helper of hers who is named in a limit."""
    is_other = actor.id != budget.person_id
    return can_decide(actor, budget, today) or (is_other and is_named(actor, budget.person, today))


def can_move_asks(actor: Member) -> bool:
    """The job, which decides nothing, and who may start it by hand."""
    return actor.is_system or actor.has_role("manager", "administrator")


def can_see_boards_list(viewer: Member | Person) -> bool:
    """The manager and the administrators: somebody of the partnership always sees what waits too long."""
    return isinstance(viewer, Member) and viewer.has_role("manager", "administrator")


def can_withdraw(actor: Member | Person, ask: Ask, today: date) -> bool:
    """She herself; of others who wrote it down for her alone. From anybody else it would be a no by another name."""
    if isinstance(actor, Person):
        return actor.id == ask.person_id
    return actor.id == ask.asked_by_member_id and can_ask(actor, ask.budget, today)


def can_tell_own_capital(actor: Member | Person, person: Person) -> bool:
    """Her savings are hers alone to tell, change and take away: not for who works with her or acts for her."""
    return isinstance(actor, Person) and actor.id == person.id


def can_see_own_capital(viewer: Member | Person, person: Person) -> bool:
    """She herself, with nobody beside her: a worker's screen never shows it."""
    return can_tell_own_capital(viewer, person) and helper_id.get() is None


def can_check_benefits(viewer: Member | Person, person: Person, today: date) -> bool:
    """She herself, and whom of us she lets see what she asks for and pays. Not who acts for her: they see no sums."""
    is_hers = isinstance(viewer, Member) or viewer.id == person.id
    return is_hers and may(viewer, person, Item.MONEY_DETAIL, today)


def can_set_benefits_rules(actor: Member | Person) -> bool:
    """The manager keeps the rules about savings, for the partnership."""
    return isinstance(actor, Member) and actor.has_role("manager")


def can_change_locks(actor: Member | Person, person: Person) -> bool:
    """Her own rules are hers alone to set and take off: not for who works with her, and not for who acts for her."""
    return isinstance(actor, Person) and actor.id == person.id


def can_keep_notices(actor: Member, person: Person, today: date) -> bool:
    """Finance and the manager write, agree to, hear and conclude notices. Who did one step is not asked here: the
    command refuses who had a hand in it."""
    return actor.has_role("finance", "manager") and may(actor, person, Item.PAYMENTS, today)


def can_see_notices(viewer: Member | Person) -> bool:
    """The list of all is for those who keep them."""
    return isinstance(viewer, Member) and viewer.has_role("finance", "manager")


def can_ask_again(actor: Member | Person, person: Person, today: date) -> bool:
    """The person herself, who helps her with money, who works with her, or the manager."""
    level = Level.ACT if isinstance(actor, Member) else Level.SEE
    return may(actor, person, Item.MONEY_DETAIL, today, level)


def can_say_read(actor: Member | Person, person: Person) -> bool:
    """She alone: what another has read starts no time of hers."""
    return isinstance(actor, Person) and actor.id == person.id


def can_challenge(actor: Member | Person, decision: Decision, today: date) -> bool:
    """She herself; or who may do things with her money, for her. Who said no does not challenge themselves."""
    if isinstance(actor, Person):
        return actor.id == decision.person_id
    is_author = actor.id == decision.decided_by_member_id
    return not is_author and may(actor, decision.person, Item.MONEY_DETAIL, today, Level.ACT)


def can_take_challenge_back(actor: Member | Person, challenge: Challenge) -> bool:
    """It is hers alone to take back."""
    return isinstance(actor, Person) and actor.id == challenge.person_id


def can_convene_panel(actor: Member | Person, challenge: Challenge, today: date) -> bool:
    """The manager asks who hears it and writes down what they said; the count of their answers decides.

    Not the manager who said the no, where another one could.
    """
    manages = (
        isinstance(actor, Member)
        and actor.has_role("manager")
        and may(actor, challenge.person, Item.MONEY_DETAIL, today, Level.ACT)
    )
    return manages and not (said_no(actor, challenge) and _has_other_manager(actor, challenge.person, today))


def said_no(actor: Member | Person, challenge: Challenge) -> bool:
    """Whether this is the author of the no."""
    return actor.id in (challenge.decision.decided_by_member_id, challenge.decision.decided_by_person_id)


def _has_other_manager(actor: Member | Person, person: Person, today: date) -> bool:
    with acting_as_system("to see who else could ask a panel"):
        others = Member.objects.filter(is_active=True, member_roles__role="manager").exclude(id=actor.id)
        return any(may(other, person, Item.MONEY_DETAIL, today, Level.ACT) for other in others)
