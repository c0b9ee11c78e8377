from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "commonpurse.support.referrals"
    label = "referrals"
