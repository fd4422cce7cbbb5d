"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "hjemmel.capabilities.disclosures"
    label = "disclosures"
    verbose_name = "Disclosures"
    default_auto_field = "django.db.models.BigAutoField"
