"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class WebLogConfig(AppConfig):
    name = "hjemmel.capabilities.web_log"
    label = "web_log"
    verbose_name = "Web log"
    default_auto_field = "django.db.models.BigAutoField"
