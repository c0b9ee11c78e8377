from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "commonpurse.parties.attachments"
    label = "attachments"
