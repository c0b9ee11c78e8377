"""What a person's news is called on her own page, and where each piece leads. No message ever says any of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonpurse.money.budgets.rules import NEWS_MONEY_ENDS, NEWS_PUT_RIGHT
from commonpurse.money.decisions.rules import (
    NEWS_ANSWERED,
    NEWS_ASKED_TO_HEAR,
    NEWS_CHALLENGE_HEARD,
    NEWS_CHALLENGE_UNHEARD,
    NEWS_TAKEN_BACK,
    NEWS_YOUR_TURN,
    NoticeNews,
)
from commonpurse.money.orders.rules import NEWS_MORE_THAN_LEFT, NEWS_PRICE_ROSE
from commonpurse.money.payments.proof_tiers import NEWS_ABOUT_RECEIPT
from commonpurse.money.payments.rules import NEWS_ACCOUNT_CHANGED, NEWS_ARRIVED, NEWS_CAME_BACK, NEWS_PAID_FOR_HER
from commonpurse.parties.consent.rules import (
    NEWS_ASKED_TO_SHARE,
    NEWS_HELP_ENDED,
    NEWS_HELPER_WRITTEN,
    NEWS_SHARING_ENDED,
    NEWS_SHARING_WRITTEN,
    NEWS_STAND_IN,
    NEWS_STAND_IN_LONGER,
    NEWS_STAND_IN_OVER,
)
from commonpurse.parties.people.rules import NEWS_WHEREABOUTS
from commonpurse.parties.signin.rules import NEWS_WAYS_IN
from commonpurse.support.agreements.rules import (
    NEWS_AGREEMENT_IN_FORCE,
    NEWS_AGREEMENT_TO_SIGN,
    NEWS_CHANGE_ANSWERED,
    NEWS_LIMIT_ENDED,
    NEWS_LIMIT_KEPT,
    NEWS_LIMIT_LIFTED,
    NEWS_LIMIT_SET,
    NEWS_RISK_WRITTEN,
)
from commonpurse.support.blockages.rules import (
    NEWS_BLOCKAGE_ANSWERED,
    NEWS_BLOCKAGE_BOARD_MAY_READ,
    NEWS_BLOCKAGE_MAY_READ,
    NEWS_BLOCKAGE_RAISED,
    NEWS_BLOCKAGE_READ_TAKEN_BACK,
    NEWS_BLOCKAGE_READ_WRITTEN,
    NEWS_BLOCKAGE_TO_BOARD,
    NEWS_BLOCKAGE_TO_GROUP,
)
from commonpurse.support.plans.rules import (
    NEWS_COORDINATOR_NAMED,
    NEWS_HELPER_THANKED,
    NEWS_PLAN_PROPOSED,
    NEWS_STEP_DONE,
    NEWS_STEP_INVITE,
    NEWS_STEP_SOON,
    NEWS_STEP_THANKED,
    NEWS_WEEK_ASKED,
)
from commonpurse.support.referrals.rules import NEWS_REFERRAL_DECIDED

# kind: its words, and the page that tells the rest.
NEWS = {
    NEWS_ANSWERED: (_("What you asked for has an answer."), "person:one_ask"),
    NEWS_TAKEN_BACK: (_("A worker took back what they asked for, for you."), "person:one_ask"),
    NoticeNews.SHOWN: (_("There is a notice about money back for you to read."), "person:notice"),
    NoticeNews.GIVEN: (_("You got a notice about money back."), "person:notice"),
    NoticeNews.ASKED_AGAIN: (_("Somebody asked for you to look at a notice again."), "person:notice"),
    NoticeNews.HEARD: (_("We looked at a notice again."), "person:notice"),
    NoticeNews.CONCLUDED: (_("A notice about money back stands."), "person:notice"),
    NoticeNews.WITHDRAWN: (_("A notice about money back was taken off."), "person:notice"),
    NoticeNews.TAKEN: (_("Money went back, by a notice."), "person:notice"),
    NEWS_CHALLENGE_HEARD: (_("A panel has answered what you challenged."), "person:challenged"),
    NEWS_CHALLENGE_UNHEARD: (_("Nobody answered what you challenged. It is a yes."), "person:challenged"),
    NEWS_ASKED_TO_HEAR: (_("Somebody asks you to sit on a panel."), "person:panels"),
    NEWS_YOUR_TURN: (_("Somebody you help asks for money. You are asked too."), "person:helping"),
    NEWS_MONEY_ENDS: (_("Some of your money ends soon. See what you can do."), "person:sources"),
    NEWS_PRICE_ROSE: (_("Something that you order costs more now."), "person:orders"),
    NEWS_MORE_THAN_LEFT: (_("What you ordered may be more than you have left."), "person:orders"),
    NEWS_PUT_RIGHT: (_("Money went back. The error was ours. Read why."), "person:sources"),
    NEWS_ARRIVED: (_("Money arrived where you sent it."), "person:money"),
    NEWS_CAME_BACK: (_("Money came back to you."), "person:money"),
    NEWS_WAYS_IN: (_("There is a new way to sign in as you."), "person:ways_in"),
    NEWS_ACCOUNT_CHANGED: (_("A new bank account waits before it is paid."), "person:payees"),
    NEWS_ASKED_TO_SHARE: (_("Somebody asks to see more of your things."), "person:shared"),
    NEWS_SHARING_ENDED: (_("Some who saw your things have left. See who sees what."), "person:shared"),
    NEWS_SHARING_WRITTEN: (_("A worker wrote down what you share."), "person:shared"),
    NEWS_HELPER_WRITTEN: (_("A worker wrote down who helps you with money."), "person:helpers"),
    NEWS_PAID_FOR_HER: (_("Somebody who helps you paid from your money."), "person:payment"),
    NEWS_ABOUT_RECEIPT: (_("Somebody wrote to you about a receipt."), "person:receipts"),
    NEWS_AGREEMENT_TO_SIGN: (_("There are new words to read in your agreement."), "person:agreement"),
    NEWS_AGREEMENT_IN_FORCE: (_("You and your worker have signed. It counts now."), "person:agreement"),
    NEWS_CHANGE_ANSWERED: (_("You have an answer on what you wanted to change."), "person:agreement"),
    NEWS_HELP_ENDED: (_("There is one person less that you help."), "person:helping"),
    NEWS_LIMIT_SET: (_("A worker wrote down a limit with you."), "person:decides"),
    NEWS_LIMIT_ENDED: (_("A limit has ended. You decide alone again."), "person:limit"),
    NEWS_LIMIT_LIFTED: (_("A limit was taken off. You decide alone again."), "person:limit"),
    NEWS_LIMIT_KEPT: (_("You asked to end a limit. You have an answer."), "person:decides"),
    NEWS_RISK_WRITTEN: (_("There is a risk record for you to read."), "person:risk"),
    NEWS_BLOCKAGE_RAISED: (_("A worker asks for help with what is in your way."), "person:blockage"),
    NEWS_BLOCKAGE_TO_GROUP: (_("Nobody answered yet. Now a group looks at what is in your way."), "person:blockage"),
    NEWS_BLOCKAGE_TO_BOARD: (_("Nobody answered yet. Now the board looks at what is in your way."), "person:blockage"),
    NEWS_BLOCKAGE_MAY_READ: (_("May more people read what is in your way? Say yes or no."), "person:blockage"),
    NEWS_BLOCKAGE_BOARD_MAY_READ: (
        _("Nobody answered yet. May the board read what is in your way? Say yes or no."),
        "person:blockage",
    ),
    NEWS_BLOCKAGE_READ_TAKEN_BACK: (
        _("A worker wrote down that you take your yes back."),
        "person:blockage",
    ),
    NEWS_BLOCKAGE_READ_WRITTEN: (_("A worker wrote down who can read what is in your way."), "person:blockage"),
    NEWS_BLOCKAGE_ANSWERED: (_("There is an answer to what is in your way."), "person:blockage"),
    NEWS_PLAN_PROPOSED: (_("Somebody has an idea for your plan."), "person:plan_proposal"),
    NEWS_STEP_DONE: (_("A step of your plan is done."), "person:plan_step"),
    NEWS_STEP_INVITE: (_("There is a day for your calendar, or one that changed."), "person:kept_day"),
    NEWS_STEP_SOON: (_("A step of yours has its day tomorrow."), "person:plan_step"),
    NEWS_STEP_THANKED: (_("Somebody says thanks for a step of your plan."), "person:plan_step"),
    NEWS_HELPER_THANKED: (_("Somebody says thanks for what you did."), "person:helping"),
    NEWS_WEEK_ASKED: (_("How was your week? Say it with one tap."), "person:week"),
    NEWS_REFERRAL_DECIDED: (_("There is an answer on being part of this."), "person:part"),
    NEWS_WHEREABOUTS: (_("A worker wrote down where you are."), "person:where"),
    NEWS_STAND_IN: (_("Somebody stands in for a while. See who."), "person:coordinator"),
    NEWS_STAND_IN_LONGER: (_("Somebody stands in for longer. See until when."), "person:coordinator"),
    NEWS_STAND_IN_OVER: (_("Nobody stands in any more. All is as before."), "person:coordinator"),
    NEWS_COORDINATOR_NAMED: (_("Somebody is named to bring it all together for you."), "person:named_coordinator"),
}
ABOUT_ITS_SUBJECT = {
    "person:blockage",
    "person:challenged",
    "person:kept_day",
    "person:limit",
    "person:named_coordinator",
    "person:notice",
    "person:one_ask",
    "person:payment",
    "person:plan_proposal",
    "person:plan_step",
    "person:risk",
}


@dataclass(frozen=True)
class NewsLine:
    words: str
    at: datetime
    address: str


def news_lines(news: Any) -> list[NewsLine]:
    """Say each piece of news in words, with the page to go to."""
    lines = []
    for each in news:
        if each.kind in NEWS:
            words, page = NEWS[each.kind]
            address = reverse(page, args=[each.subject_id] if page in ABOUT_ITS_SUBJECT else [])
            lines.append(NewsLine(str(words), each.happened_at, address))
    return lines
