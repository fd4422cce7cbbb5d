"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "hjemmel.capabilities.access"
    label = "access"
    verbose_name = "Access"
    default_auto_field = "django.db.models.BigAutoField"
