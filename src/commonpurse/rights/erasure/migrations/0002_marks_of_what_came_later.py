from django.db import migrations

from commonpurse.kernel.erasable import Erasable
from commonpurse.rights.erasure.rules import MARKS, WHOSE

TABLES = (
    "agreements_agreement",
    "agreements_limit",
    "agreements_limitendask",
    "agreements_riskrecord",
    "agreements_signature",
    "people_whereabouts",
    "people_whileaway",
    "plans_planwords",
    "plans_goal",
    "plans_step",
    "plans_planevent",
    "plans_checkin",
    "plans_calendarfeed",
    "blockages_blockage",
    "decisions_decision",
    "decisions_lock",
    "agreements_changewish",
    "decisions_challenge",
    "decisions_panelseat",
    "orders_order",
    "decisions_ask",  # said again: its life was said again meanwhile
)


class Migration(migrations.Migration):
    """The words of agreements and decisions can be blanked too, once two have agreed to erase a person."""

    dependencies = [
        ("erasure", "0001_erasure_request"),
        ("agreements", "0004_picture_of_a_signature"),
        ("people", "0009_where_she_is"),
        ("plans", "0001_plan"),
        ("blockages", "0001_blockages"),
        ("decisions", "0016_paid_when_it_happened"),
        ("orders", "0001_order"),
    ]

    operations = [
        Erasable(table, MARKS[table], agreed="erasure_erasurerequest", person=WHOSE.get(table, "person_id"))
        for table in TABLES
    ]
