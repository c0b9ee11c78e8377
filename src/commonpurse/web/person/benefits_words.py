"""How a check of benefits speaks to her: the answer first, then each benefit, then what could help."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.money.decisions.rules.benefits import Option, Outcome, Reach, Way
from commonpurse.money.payments.benefits import BenefitsCheck
from commonpurse.web.parts.benefits import less_words, main_outcome, name_of, option_sums, pounds
from commonpurse.web.parts.written import spoken


def words_of(outcome: Outcome) -> str:
    """Say to her what could become of one benefit."""
    if outcome.reach == Reach.LIMIT:
        return _("It could stop.")
    if outcome.reach == Reach.TARIFF:
        return _("You could get up to {less} less.").format(less=less_words(outcome))
    room = outcome.rule.lower_minor - outcome.highest_minor
    if not room:
        return _("It changes nothing. With one penny more it could.")
    return _("It changes nothing. It could when you have {sum} more.").format(sum=spoken(pounds(room)))


OPTION_WORDS = {
    Way.SMALLER: gettext_lazy("Take up to {sum} now. Take the rest when that is spent."),
    Way.DIRECT: gettext_lazy("Let us pay the shop or landlord. Then it is never your savings."),
    Way.OTHER_FUND: gettext_lazy("Ask if {fund} can pay for it. Its money does not count."),
    Way.SHOW: gettext_lazy("Keep a note or a photo of what you buy. What is spent does not count."),
}


def option_words(option: Option) -> str:
    return str(OPTION_WORDS[option.way]).format(**option_sums(option))


def answer_of(check: BenefitsCheck) -> str:
    """The answer first, in one sentence."""
    outcome = main_outcome(check)
    if outcome.reach == Reach.UNDER:
        return _("No, not as far as we know.")
    if outcome.reach == Reach.LIMIT:
        return _("It could. {benefit} could stop.").format(benefit=name_of(outcome.benefit))
    return _("It could. You could get up to {less} less {benefit}.").format(
        less=less_words(outcome), benefit=name_of(outcome.benefit)
    )
