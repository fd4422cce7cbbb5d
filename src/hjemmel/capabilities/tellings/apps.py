"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class TellingsConfig(AppConfig):
    name = "hjemmel.capabilities.tellings"
    label = "tellings"
    verbose_name = "Tellings"
    default_auto_field = "django.db.models.BigAutoField"
