"""`clew score`: a table of answers in, scores and change verdicts out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest_cli import Run  # noqa: F401
