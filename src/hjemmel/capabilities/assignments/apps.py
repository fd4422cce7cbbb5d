"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "hjemmel.capabilities.assignments"
    label = "assignments"
    verbose_name = "Assignments"
    default_auto_field = "django.db.models.BigAutoField"
