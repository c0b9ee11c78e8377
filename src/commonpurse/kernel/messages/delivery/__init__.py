"""How a message leaves: by mail, into a folder, through a program of the operator's. By default by none of them.

A post carries some ways and not others. What it does not carry stays in the outbox, and the page says so.
"""

from commonpurse.kernel.messages.delivery.letters import CannotDeliver, Carrier, Destination, Letter, Post
from commonpurse.kernel.messages.delivery.mail import MailCarrier
from commonpurse.kernel.messages.delivery.post import the_post
from commonpurse.kernel.messages.delivery.texts import CommandTexts, FolderTexts

__all__ = [
    "CannotDeliver",
    "Carrier",
    "CommandTexts",
    "Destination",
    "FolderTexts",
    "Letter",
    "MailCarrier",
    "Post",
    "the_post",
]
