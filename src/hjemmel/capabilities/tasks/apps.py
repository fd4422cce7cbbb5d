"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "hjemmel.capabilities.tasks"
    label = "tasks"
    verbose_name = "Tasks"
    default_auto_field = "django.db.models.BigAutoField"
