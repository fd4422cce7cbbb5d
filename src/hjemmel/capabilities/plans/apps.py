"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "hjemmel.capabilities.plans"
    label = "plans"
    verbose_name = "Plans"
    default_auto_field = "django.db.models.BigAutoField"
