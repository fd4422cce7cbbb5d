"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "hjemmel.capabilities.imports"
    label = "imports"
    verbose_name = "Imports"
    default_auto_field = "django.db.models.BigAutoField"
