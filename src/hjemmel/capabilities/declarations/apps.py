"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "hjemmel.capabilities.declarations"
    label = "declarations"
    verbose_name = "Declarations"
    default_auto_field = "django.db.models.BigAutoField"
