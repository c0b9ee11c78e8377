from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "commonpurse.parties.directory"
    label = "directory"
