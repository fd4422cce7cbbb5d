"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "hjemmel.capabilities.staff"
    label = "staff"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"
