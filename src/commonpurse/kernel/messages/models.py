from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages import rules
from commonpurse.kernel.messages.rules import MessageState

STATES = [(state.value, str(words)) for state, words in rules.STATE_WORDS.items()]
TRIED_LATER = [MessageState.WAITING.value, MessageState.FAILED.value]
WENT_OUT = [MessageState.HANDING_OVER.value, MessageState.SENT.value, MessageState.PERHAPS_SENT.value]


class News(models.Model):
    """One thing that happened, for one reader. Written with the act itself; `delivered_at` is empty until it is told,
    or until it is known that there is nobody to tell. Only that column is ever filled in.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    recipient_id = models.UUIDField()
    kind = models.CharField(max_length=40, help_text="a code of who wrote it; no message ever shows it")
    subject_id = models.UUIDField(help_text="what it is about")
    happened_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [
            models.Index(fields=["recipient_id", "happened_at"], name="news_by_recipient"),
            models.Index(fields=["happened_at"], condition=Q(delivered_at=None), name="news_to_deliver"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "kind", "subject_id"],
                name="news_once",
                violation_error_message="This is written down as news already.",
            )
        ]

    def __str__(self) -> str:
        return self.kind


class Message(models.Model):
    """One message to one contact, whatever number of things it tells of. Its address is nowhere in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    recipient_id = models.UUIDField()
    contact_id = models.UUIDField(help_text="which way to the reader; the address is read when it goes out")
    way = models.CharField(max_length=10, choices=[(way.value, str(words)) for way, words in rules.WAY_WORDS.items()])
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=STATES, default=MessageState.WAITING.value)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="when it was last about to go out")
    sent_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=30, blank=True, help_text="why it is in this state")
    content = models.JSONField(null=True, blank=True, help_text="what it says, from its first try on; then fixed")

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="message_due"),
            models.Index(fields=["queued_at"], name="message_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=[way.value for way in rules.Way]),
                name="message_way_known",
                violation_error_message="A message is a text or an e-mail.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MessageState]),
                name="message_state_known",
                violation_error_message="A message is in one of the states of its machine.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TRIED_LATER, next_try_at__isnull=False)
                | (~Q(state__in=TRIED_LATER) & Q(next_try_at=None)),
                name="message_waits_until",
                violation_error_message="What waits says until when; nothing else does.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WENT_OUT) | Q(content__isnull=False, claimed_at__isnull=False),
                name="message_out_says_what",
                violation_error_message="What goes out is written down before.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="message_sent_says_when",
                violation_error_message="What is sent says when, and nothing else does.",
            ),
            models.UniqueConstraint(
                fields=["contact_id"],
                condition=Q(state__in=[state.value for state in rules.OPEN]),
                name="message_one_open_for_a_contact",
                violation_error_message="A message to this contact is on its way already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.state_words.lower()}"

    @property
    def state_words(self) -> str:
        return rules.STATE_WORDS[MessageState(self.state)]

    @property
    def reason_words(self) -> str:
        return rules.REASON_WORDS.get(self.code, "")


class MessagePart(models.Model):
    """That a message tells of one thing. Nobody is told of it twice by the same contact. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    recipient_id = models.UUIDField()
    message = models.ForeignKey("messages.Message", on_delete=models.PROTECT, related_name="parts")
    news = models.ForeignKey("messages.News", on_delete=models.PROTECT, related_name="parts")
    contact_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["news", "contact_id"],
                name="message_part_once_for_a_contact",
                violation_error_message="This contact is told of it already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.news_id} in {self.message_id}"


class MessageEvent(models.Model):
    """One step of a message: when, to which state, why, by whom. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    recipient_id = models.UUIDField()
    message = models.ForeignKey("messages.Message", on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=20, choices=STATES, help_text="after the step")
    code = models.CharField(max_length=30, blank=True)
    happened_at = models.DateTimeField()
    actor_id = models.UUIDField(help_text="the Member or System member who acted")

    class Meta:
        ordering = ["happened_at", "id"]

    def __str__(self) -> str:
        return self.state

    @property
    def state_words(self) -> str:
        return rules.STATE_WORDS[MessageState(self.state)]

    @property
    def reason_words(self) -> str:
        return rules.REASON_WORDS.get(self.code, "")
