"""The pages as an app, so that Django finds what belongs to them. Nothing else belongs here."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class WebConfig(AppConfig):
    name = "hjemmel.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        # When somebody signed in is noted by the deed, with our own clock. Django would note the machine's over it.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
