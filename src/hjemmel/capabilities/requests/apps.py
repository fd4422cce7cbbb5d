"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "hjemmel.capabilities.requests"
    label = "requests"
    verbose_name = "Requests"
    default_auto_field = "django.db.models.BigAutoField"
