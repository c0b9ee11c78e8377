"""Who looked at a person's things, in plain words: what they looked at, and why, as she would say it.

The list of looks is written in the words of the doors; here each of them is said to her. A test finds a door whose
words have no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.periods import LONDON
from commonpurse.web.parts.sharing import member_words
from commonpurse.web.parts.words import listed

# What was looked at. Several fields may be one word to her.
FIELD_WORDS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("your name"),
    "other names": gettext_lazy("your other names"),
    "reference": gettext_lazy("your number here"),
    "language": gettext_lazy("your language"),
    "format": gettext_lazy("how we write to you"),
    "sign-in": gettext_lazy("how you sign in"),
    "contact": gettext_lazy("how to reach you"),
    "ways of contact": gettext_lazy("how to reach you"),
    "masked_contact": gettext_lazy("the end of your number"),
    "referral": gettext_lazy("that you were put forward"),
    "own answers": gettext_lazy("what you told us to be counted"),
    "news": gettext_lazy("your news"),
    "who works with her": gettext_lazy("who works with you"),
    "supports": gettext_lazy("who works with you"),
    "who helps her": gettext_lazy("who helps you with money"),
    "what is needed": gettext_lazy("what you need now"),
    "money": gettext_lazy("your money"),
    "budget": gettext_lazy("your money"),
    "who holds the money": gettext_lazy("who holds your money"),
    "which money can be paid direct": gettext_lazy("which money we can pay you"),
    "what was asked of courts": gettext_lazy("what was asked about courts"),
    "talks about money": gettext_lazy("what you said about your money"),
    "asks": gettext_lazy("what you asked for"),
    "payment": gettext_lazy("your payments"),
    "payments": gettext_lazy("your payments"),
    "payee": gettext_lazy("who gets paid"),
    "payees": gettext_lazy("who gets paid"),
    "receipts": gettext_lazy("your receipts"),
    "picture": gettext_lazy("a picture of yours"),
    "protected": gettext_lazy("that something is kept safe"),
    "protected address": gettext_lazy("your safe address"),
    "protected phone": gettext_lazy("your safe number"),
    "protected workplace": gettext_lazy("your safe place of work"),
    "protected school": gettext_lazy("the safe school"),
    "protected other": gettext_lazy("a thing kept safe"),
    "who sees what": gettext_lazy("who sees what"),
    "who looked": gettext_lazy("who looked"),
    "everything held": gettext_lazy("all that we hold"),
    "own pages": gettext_lazy("your own pages"),
    "complaints": gettext_lazy("what you told us is wrong"),
    "erasure": gettext_lazy("that you asked to be erased"),
    "opened in an emergency": gettext_lazy("what was opened in an emergency"),
    "own rules": gettext_lazy("your own rules"),
    "who decides": gettext_lazy("who decides what"),
    "agreement": gettext_lazy("what you agreed"),
    "risks": gettext_lazy("risks you take on purpose"),
    "plan": gettext_lazy("your plan"),
    "in the way": gettext_lazy("one thing in your way that you let them read"),
    "weeks": gettext_lazy("how your weeks were"),
    "where she is": gettext_lazy("where you are"),
    "orders": gettext_lazy("what you ordered"),
    "could not get": gettext_lazy("what you could not get"),
    "kept_apart": gettext_lazy("who is kept away from you"),
    "own savings": gettext_lazy("what you told us you have saved"),
}
# Why, as the door says it, and as she reads it.
WHY_WORDS: Mapping[str, str | Promise] = {
    "to see what is in the way of the person": gettext_lazy("to see what is in your way"),
    "to say what is in the way of the person": gettext_lazy("to say what is in your way"),
    "to see what is asked of us, to move it out of the way": gettext_lazy("to move what is in your way"),
    "to see what climbed to the group and the board": gettext_lazy("to move what is in your way"),
    "to find a person, or what concerns her, by name or reference": gettext_lazy("to find you by name"),
    "to see what became of whom I referred": gettext_lazy("to see what came of putting you forward"),
    "to put the person forward": gettext_lazy("to put you forward"),
    "to see what became of a referral": gettext_lazy("to see what came of putting you forward"),
    "to hold the caseload meeting": gettext_lazy("to see who waits to be taken on"),
    "to decide who is taken on": gettext_lazy("to decide who is taken on"),
    "to see which of the people I work with needs something": gettext_lazy("to see who needs something"),
    "to take a person on": gettext_lazy("to take you on"),
    "to work with the person on her money": gettext_lazy("to work with you on your money"),
    "to look back with the person": gettext_lazy("to look back with you"),
    "to let an organisation leave": gettext_lazy("to find who comes next, as a partner leaves"),
    "to say who is away and who stands in": gettext_lazy("to say who stands in for you"),
    "to reach the person safely": gettext_lazy("to reach you safely"),
    "to write down how to reach the person safely": gettext_lazy("to write down how to reach you"),
    "to say whether a way to reach the person is safe": gettext_lazy("to say if it is safe to reach you so"),
    "to keep something about the person safe": gettext_lazy("to keep something safe for you"),
    "to open one protected detail, with a reason": gettext_lazy("to open one thing kept safe"),
    "to say that a protected detail is out of date": gettext_lazy("to say that something is out of date"),
    "to say who works with the person": gettext_lazy("to say who works with you"),
    "to say who works with the person no more": gettext_lazy("to say who works with you no more"),
    "to let the person in to her own pages": gettext_lazy("to let you in to your own pages"),
    "to open a budget for the person": gettext_lazy("to make a place for your money"),
    "to give a fund's money to the person": gettext_lazy("to give you money"),
    "to give a fund's money to many people": gettext_lazy("to give you money"),
    "to follow one fund's money": gettext_lazy("to see where money went"),
    "to say who holds the person's money": gettext_lazy("to say who holds your money"),
    "to see how an ask would be answered": gettext_lazy("to see what you can do"),
    "to see who decides what": gettext_lazy("to see who decides what"),
    "to see what the law asks before money goes out": gettext_lazy("to see what money we can pay you"),
    "to talk with the person about her money": gettext_lazy("to talk with you about your money"),
    "to ask that somebody talks with the person soon": gettext_lazy("to ask for a talk with you"),
    "to see what was agreed with the person": gettext_lazy("to see what you agreed"),
    "to write an agreement with the person": gettext_lazy("to write an agreement with you"),
    "to sign an agreement with the person": gettext_lazy("to sign an agreement with you"),
    "to answer what the person wants to be different": gettext_lazy("to answer what you wanted to change"),
    "to see the paper that the person signed": gettext_lazy("to see what you signed"),
    "to take along what was agreed with the person": gettext_lazy("to print what you agreed"),
    "to ask for the person": gettext_lazy("to ask for money for you"),
    "to order something for a person": gettext_lazy("to order something for you"),
    "to order something for the person": gettext_lazy("to order something for you"),
    "to keep scores of a referral": gettext_lazy("to note how things were when you came"),
    "to keep the days of the steps that are mine to do": gettext_lazy("to keep the days of your plan"),
    "to keep the day of a step of the plan of the person": gettext_lazy("to keep the days of your plan"),
    "to write down what the person could not get": gettext_lazy("to write down what you could not get"),
    "to answer those who asked": gettext_lazy("to answer what you asked"),
    "to answer what the person asked": gettext_lazy("to answer what you asked"),
    "to answer as who is named in a limit": gettext_lazy("to answer what you asked"),
    "to see all that waits": gettext_lazy("to see if you ask them"),
    "to release the person's money": gettext_lazy("to pay what you asked"),
    "to see whether money could touch the person's benefits": gettext_lazy("to see if money could touch your benefits"),
    "to print a letter about the person's money for them": gettext_lazy("to print a letter for you"),
    "to follow a payment of the person": gettext_lazy("to see where your payment is"),
    "to see which receipts are missing": gettext_lazy("to see if a receipt is there"),
    "to look after a receipt with the person": gettext_lazy("to see if a receipt is there"),
    "to look at a picture or paper of the person": gettext_lazy("to look at a receipt with you"),
    "to see who gets the person's money": gettext_lazy("to see who gets paid"),
    "to write down who gets the person's money": gettext_lazy("to write down who gets paid"),
    "to change where the person's money goes": gettext_lazy("to change where money goes"),
    "to check a changed account by a call": gettext_lazy("to check a new account"),
    "to find a sum that was given in error": gettext_lazy("to put an error of ours right"),
    "to put right what was given in error": gettext_lazy("to put an error of ours right"),
    "to see which errors of ours wait to be put right": gettext_lazy("to put an error of ours right"),
    "to decide whether an error of ours is put right": gettext_lazy("to put an error of ours right"),
    "to see which notices about money back there are": gettext_lazy("to ask for money back"),
    "to read a notice about money back with the person": gettext_lazy("to read a notice with you"),
    "to write a notice about money back": gettext_lazy("to ask for money back"),
    "to follow a notice about money back": gettext_lazy("to ask for money back"),
    "to print a notice about money back": gettext_lazy("to ask for money back"),
    "to see the files for the bank": gettext_lazy("to pay what you asked"),
    "to make a file for the bank": gettext_lazy("to pay what you asked"),
    "to check, send or take back a file for the bank": gettext_lazy("to pay what you asked"),
    "to fetch a file for the bank": gettext_lazy("to pay what you asked"),
    "to read what the bank says of a file": gettext_lazy("to see if your money came"),
    "to explain the lines of the bank": gettext_lazy("to see if your money came"),
    "to explain one line of the bank": gettext_lazy("to see if your money came"),
    "to follow the lines of a bank statement": gettext_lazy("to see if your money came"),
    "to check and import a bank statement": gettext_lazy("to see if your money came"),
    "to follow payments": gettext_lazy("to see where payments are"),
    "to follow one payment": gettext_lazy("to see where your payment is"),
    "to see which large payments wait for a second person": gettext_lazy("to check a large payment"),
    "to look at whom a large payment goes to": gettext_lazy("to check a large payment"),
    "to see what finance has to do today": gettext_lazy("to see what must be paid"),
    "to see where money waits, and for whom": gettext_lazy("to see where money waits"),
    "to take along what waits, and for whom": gettext_lazy("to see where money waits"),
    "to see which messages wait and which went out": gettext_lazy("to see if our message came"),
    "to see what a person shares with me": gettext_lazy("to see what you share with them"),
    "to ask a person to share one thing more": gettext_lazy("to ask you to share more"),
    "to write down what a person said may be shared": gettext_lazy("to write down what you said"),
    "to look after the messages that go out": gettext_lazy("to see if our message came"),
    "to look after one message": gettext_lazy("to see if our message came"),
    "to hold a message back or let it go": gettext_lazy("to see if our message came"),
    "to print for a person, who asked, what is held about them": gettext_lazy("to print what we hold on you"),
    "to help the person sign in": gettext_lazy("to help you sign in"),
    "to print a card for the person": gettext_lazy("to print a card for you"),
    "to stop a lost card": gettext_lazy("to stop a lost card"),
    "to let the person in again who lost every way": gettext_lazy("to let you in again"),
    "to open the person's own pages beside her": gettext_lazy("to open your pages next to you"),
    "to see who is kept away from the person": gettext_lazy("to see who is kept away from you"),
    "to keep somebody away from the person no more": gettext_lazy("to keep somebody away no more"),
    "to review what was opened in an emergency": gettext_lazy("to check what was opened in an emergency"),
    "to open a record in an emergency": gettext_lazy("to help you in an emergency"),
    "to look at a record that is open in an emergency": gettext_lazy("to help you in an emergency"),
    "to open a protected detail in an emergency": gettext_lazy("to help you in an emergency"),
    "to see what people challenged": gettext_lazy("to see what you challenged"),
    "to have a challenge heard": gettext_lazy("to have what you challenged heard"),
    "to see who asked to be erased": gettext_lazy("to answer what you asked"),
    "to answer who asked to be erased": gettext_lazy("to answer what you asked"),
    "to see what people told us is wrong": gettext_lazy("to answer what you told us"),
    "to help somebody with their money": gettext_lazy("to help you with money"),
    "to pay for somebody who lets her": gettext_lazy("to pay for you"),
    "to see who decides what with the person": gettext_lazy("to see who decides what"),
    "to agree a step down with the person": gettext_lazy("to agree a limit with you"),
    "to agree a step down anew with the person": gettext_lazy("to agree a limit anew with you"),
    "to end a step down of the person": gettext_lazy("to end a limit of yours"),
    "to write down a risk worth taking with the person": gettext_lazy("to write down a risk with you"),
    "to write a risk record anew with the person": gettext_lazy("to write down a risk anew with you"),
    "to read and sign a risk record of the person": gettext_lazy("to read and sign a risk you take"),
    "to take along a risk record of the person": gettext_lazy("to print a risk you take"),
    "to see which limits are about to end": gettext_lazy("to see that your limits end"),
    "to see which risk records wait for a hand": gettext_lazy("to sign a risk you take"),
    "to see the plan of somebody she helps": gettext_lazy("to see your plan"),
    "to do a step for somebody she helps": gettext_lazy("to do a step of your plan"),
    "to propose something to somebody she helps": gettext_lazy("to have an idea for your plan"),
    "to take back what she proposed to somebody she helps": gettext_lazy("to take back an idea"),
    "to see the plan of the person": gettext_lazy("to see your plan"),
    "to propose something for the plan of the person": gettext_lazy("to write an idea for your plan"),
    "to do a step of the plan of the person": gettext_lazy("to do a step of your plan"),
    "to see which steps are mine to do": gettext_lazy("to do a step of your plan"),
    "to see where the person is": gettext_lazy("to see where you are"),
    "to write down how the person's week was": gettext_lazy("to write down how your week was"),
    "to see what the person ordered": gettext_lazy("to see what you ordered"),
    "to write down what became of the person's order": gettext_lazy("to write down what became of your order"),
    "to name who coordinates for the person": gettext_lazy("to name who brings it all together for you"),
    "to see who acts for the person": gettext_lazy("to see who helps you with money"),
    "to agree that somebody acts for the person": gettext_lazy("to agree that somebody acts for you"),
    "to end that somebody acts for the person": gettext_lazy("to end that somebody acts for you"),
    "to answer what somebody told us is wrong": gettext_lazy("to answer what you told us"),
}


@dataclass(frozen=True)
class LookLine:
    """One look, in words."""

    id: UUID
    look: Any
    who: str
    organisation: str
    what: str
    why: str
    time: str
    is_member: bool


def look_lines(looks: list[Any], members: Mapping[UUID, Any]) -> list[LookLine]:
    return [look_line(look, members.get(look.viewer_id)) for look in looks]


def look_line(look: Any, member: Any) -> LookLine:
    organisation = member.organisation.name if member is not None and member.organisation is not None else ""
    return LookLine(
        id=look.id,
        look=look,
        who=member_words(member) if member is not None else _("Somebody who helps you"),
        organisation=organisation,
        what=what_words(look.fields),
        why=why_words(look.why),
        time=f"{look.looked_at.astimezone(LONDON):%H:%M}",
        is_member=member is not None,
    )


def what_words(fields: list[str]) -> str:
    """Say what was looked at; each thing once. A page that read no more than that she is there looked at her things."""
    if not fields:
        return _("your things")
    return listed(list(dict.fromkeys(str(FIELD_WORDS.get(field, field)) for field in fields)), "and")


def why_words(why: str) -> str:
    """Say why. A reason that somebody typed stands as it was typed."""
    known = WHY_WORDS.get(why)
    return str(known) if known is not None else _("because: {reason}").format(reason=why)
