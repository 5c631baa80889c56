"""The practice as a Django application."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Registers the models and the deployment checks."""

    name = "clew.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the checks that refuse an unsafe set-up."""
        from clew.config import checks  # noqa: F401
