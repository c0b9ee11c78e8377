from __future__ import annotations

from collections import Counter
from datetime import datetime

from commonpurse.kernel.messages.commands import Encloses, send_due_messages
from commonpurse.kernel.messages.delivery import Post
from commonpurse.kernel.messages.rules import MessageState
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import gather_news
from commonpurse.parties.protected.addressing import destination_of


def send_messages(
    *, by: Member, post: Post, site_address: str, encloses: Encloses | None = None, now: datetime
) -> Counter[MessageState]:
    """Gather what happened and hand over what is due: one round. Return how many messages came to which state.

    `encloses` says which days go with an e-mail.
    """
    gather_news(by=by, now=now)
    return send_due_messages(
        by=by, post=post, where_to=destination_of, encloses=encloses, site_address=site_address, now=now
    )
