"""Reads the direct dependencies from run.in, so that they are named once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

BUILD_ONLY = {"hatchling", "editables"}


class CustomMetadataHook(MetadataHookInterface):
    """Hatchling asks this for the project's dependencies."""

    def update(self, metadata: dict) -> None:
        """Set ``dependencies`` to the lines of ``run.in`` without their reasons."""
        lines = Path(self.root, "requirements", "run.in").read_text(encoding="utf-8").splitlines()
        wanted = [line.split("#")[0].strip() for line in lines]
        metadata["dependencies"] = [line for line in wanted if line and line not in BUILD_ONLY]
