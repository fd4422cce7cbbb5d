"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "hjemmel.capabilities.triage"
    label = "triage"
    verbose_name = "Triage"
    default_auto_field = "django.db.models.BigAutoField"
