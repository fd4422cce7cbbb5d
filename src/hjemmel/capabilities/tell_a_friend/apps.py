"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class TellAFriendConfig(AppConfig):
    name = "hjemmel.capabilities.tell_a_friend"
    label = "tell_a_friend"
    verbose_name = "Tell a friend"
    default_auto_field = "django.db.models.BigAutoField"
