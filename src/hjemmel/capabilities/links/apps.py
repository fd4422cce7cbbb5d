"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "hjemmel.capabilities.links"
    label = "links"
    verbose_name = "Links"
    default_auto_field = "django.db.models.BigAutoField"
