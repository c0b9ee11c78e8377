from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "commonpurse.kernel.messages"
    label = "messages"
